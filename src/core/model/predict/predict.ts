// A recorded session under other conditions. In: its recording, and what is to be otherwise. Out: how long it would take, how fast,
// and what would limit it. Nothing of the recording's own line or client changes where the scenario does not say so. diagnosis.md 3.
import type { Cause } from '../../report/index.js';
import { buildPlan } from './build-plan.js';
import { type PathCauses, readCriticalPath } from './critical-path.js';
import { buildHeadPlan, headDepth } from './head-plan.js';
import { orderSteps } from './order.js';
import { type ClientName, type Pipeline, pipelineNamed, pipelineOf } from './pipelines.js';
import type { Plan } from './plan.js';
import { rebatch } from './rebatch.js';
import type { RecordedCall, Recording } from './recording.js';
import { isChunk } from './roles.js';
import { asRecorded, type Prepared, type Speeds, simulate } from './simulate.js';
import { measureWork, type Works } from './work.js';

/** Null: as in the recording. */
export interface Scenario {
  readonly rttMs: number | null;
  readonly bitsPerSec: number | null;
  /** Of the connection and of each stream, at the receiver of chunk bodies. */
  readonly windowBytes: number | null;
  readonly depth: number | null;
  readonly client: ClientName | null;
  /** `s3-head`: each chunk is asked for before it is sent, as tools without a list of known chunks do. */
  readonly like: 's3-head' | null;
  /** Real TCP begins slowly, and again after each pause; an emulated line does not. */
  readonly congestion: 'slow-start' | 'none';
}

export const recordedScenario: Scenario = {
  rttMs: null,
  bitsPerSec: null,
  windowBytes: null,
  depth: null,
  client: null,
  like: null,
  congestion: 'slow-start',
};

export interface Prediction {
  readonly rttMs: number;
  readonly bitsPerSec: number | null;
  readonly windowBytes: number | null;
  /** Chunk calls that may be open, and whether for each archive. */
  readonly depth: number;
  readonly durationMs: number;
  /** Bodies of chunks, as they cross the line. */
  readonly chunkBytes: number;
  readonly bytesPerSec: number;
  /** Time by cause along the chain of calls that decide the duration; they sum to it. */
  readonly causesMs: PathCauses;
  readonly limitedBy: Cause;
  /** Of the duration, 0 to 1. */
  readonly limitShare: number;
}

/** A session ready to be predicted many times. */
export interface Model {
  readonly recording: Recording;
  readonly pipeline: Pipeline;
  /** The recorded pipeline, ready to run. */
  readonly prepared: Prepared;
  readonly rttMs: number;
  /** From the last reply to the end of the connection. */
  readonly closingMs: number;
}

/** Windows beyond this hold nothing back and need no bookkeeping. */
const boundlessWindowBytes = 1024 ** 3;
/** Below a real round trip TCP's start is in the recording already; so it is where the round trip stays. */
const slowStartFactor = 1.5;

export function createModel(recording: Recording): Model {
  const pipeline = pipelineOf(recording.client, recording.kind, seenDepth(recording));
  const plan = buildPlan(recording, pipeline);
  const ordered = orderSteps(plan);
  const lastMs = recording.calls.reduce((last, { responseEndAtMs }) => Math.max(last, responseEndAtMs), 0);
  return {
    recording,
    pipeline,
    prepared: { plan, ordered, works: measureWork(recording, plan, ordered) },
    rttMs: recording.rttMs.client + recording.rttMs.server,
    closingMs: Math.max(0, recording.openedAtMs + recording.durationMs - lastMs),
  };
}

export function predict(model: Model, scenario: Scenario, speeds: Speeds = asRecorded): Prediction {
  const { recording, rttMs: recordedRttMs } = model;
  const rttMs = scenario.rttMs ?? recordedRttMs;
  const { prepared, depth } = prepare(model, scenario);
  const windows = {
    connection: scenario.windowBytes ?? recording.windowBytes.connection,
    stream: scenario.windowBytes ?? recording.windowBytes.stream,
  };
  const line = {
    rttMs,
    recordedRttMs,
    bytesPerMs: scenario.bitsPerSec === null ? null : scenario.bitsPerSec / 8000,
    connectionWindowBytes: boundOrNull(windows.connection),
    streamWindowBytes: boundOrNull(windows.stream),
    hasSlowStart: scenario.congestion === 'slow-start' && rttMs > recordedRttMs * slowStartFactor,
    isPaceOfLine: recording.isLineBound,
    bodies: recording.kind === 'restore' ? 'toClient' : 'toServer',
  } as const;
  const moments = simulate(prepared, line, speeds);
  const lastMs = moments.reduce((last, { repliedMs }) => Math.max(last, repliedMs), 0);
  const closingMs = Math.max(0, model.closingMs + rttMs - recordedRttMs);
  const durationMs = lastMs + closingMs;
  const causesMs = { ...readCriticalPath(prepared.plan, moments, rttMs), closing: closingMs };
  const [limitedBy, limitMs] = greatest(causesMs);
  const chunkBytes = chunkBytesOf(recording);
  return {
    rttMs,
    bitsPerSec: scenario.bitsPerSec,
    windowBytes: scenario.windowBytes,
    depth,
    durationMs,
    chunkBytes,
    bytesPerSec: durationMs === 0 ? 0 : (chunkBytes * 1000) / durationMs,
    causesMs,
    limitedBy,
    limitShare: durationMs === 0 ? 0 : limitMs / durationMs,
  };
}

function prepare(model: Model, scenario: Scenario): { readonly prepared: Prepared; readonly depth: number } {
  const { recording, pipeline: own } = model;
  const { works } = model.prepared;
  if (scenario.like === 's3-head') {
    const depth = scenario.depth ?? headDepth;
    const asking = buildHeadPlan(recording, works, depth);
    return { prepared: readied(asking.plan, asking.works), depth };
  }
  const named = scenario.client === null ? own : pipelineNamed(scenario.client, recording.kind);
  const pipeline = { ...named, depth: scenario.depth ?? named.depth };
  const { depth } = pipeline;
  if (named === own && depth === own.depth) return { prepared: model.prepared, depth };
  const isBatchKept = named.appends === own.appends && named.appendEntryCount === own.appendEntryCount;
  if (isBatchKept || recording.kind === 'restore') {
    return { prepared: readied(buildPlan(recording, pipeline), works), depth };
  }
  const other = rebatch(recording, works, pipeline);
  return { prepared: readied(buildPlan(other.recording, pipeline), other.works), depth };
}

const readied = (plan: Plan, works: Works): Prepared => ({ plan, ordered: orderSteps(plan), works });

/** Most chunk calls of one archive, or of a reader, that were unanswered at a time. */
function seenDepth({ calls, kind }: Recording): number {
  const edges: { readonly atMs: number; readonly lane: string; readonly change: 1 | -1 }[] = [];
  for (const call of calls.filter(isChunk)) {
    const lane = kind === 'restore' ? '' : (call.lane ?? '');
    edges.push({ atMs: call.startedAtMs, lane, change: 1 }, { atMs: call.responseEndAtMs, lane, change: -1 });
  }
  edges.sort((a, b) => a.atMs - b.atMs || a.change - b.change);
  const open = new Map<string, number>();
  let most = 0;
  for (const { lane, change } of edges) {
    const count = (open.get(lane) ?? 0) + change;
    open.set(lane, count);
    most = Math.max(most, count);
  }
  return most;
}

const boundOrNull = (bytes: number | null): number | null =>
  bytes === null || bytes >= boundlessWindowBytes ? null : bytes;

function chunkBytesOf({ calls, kind }: Recording): number {
  const bytesOf = (call: RecordedCall): number => (kind === 'restore' ? call.responseBytes : call.requestBytes);
  return calls.filter(isChunk).reduce((sum, call) => sum + bytesOf(call), 0);
}

function greatest(causes: PathCauses): readonly [Cause, number] {
  const entries = Object.entries(causes) as [Cause, number][];
  return entries.reduce((most, entry) => (entry[1] > most[1] ? entry : most), ['clientProduce', 0]);
}
