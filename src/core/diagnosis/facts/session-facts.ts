// What the rules need of one session and no report carries. In: its calls as they begin and end, its bytes. Out: a plain
// record, read by the rules. Constant work per event; every list is bounded. protocol.md 12, diagnosis.md 2.
import type { Call, Operation } from '../../pbs/index.js';
import type { Direction } from '../../wire/index.js';
import { CallDepth } from './call-depth.js';
import { PauseWatch } from './pause-watch.js';
import { RateWatch } from './rate-watch.js';
import { ReplyWatch } from './reply-watch.js';

/** Files that a backup asks for of its previous snapshot; a client asks for a manifest and one index per archive. */
const maxPreviousFiles = 32;
/** What counts as a burst of refusals: this long. */
const burstMs = 10_000;
const maxBurstReplies = 64;

export interface PreviousFile {
  readonly name: string;
  readonly status: number | null;
}

/** Another session of the same group (store, namespace, type, id), as far as it was known when this one began. */
export interface GroupBefore {
  /** Still running then. */
  readonly running: { readonly session: number; readonly startedAtMs: number } | null;
  readonly lastEnded: { readonly session: number; readonly endedAtMs: number; readonly outcome: string } | null;
  readonly lastFinished: {
    readonly session: number;
    readonly endedAtMs: number;
    readonly dedupShare: number | null;
    readonly chunkCount: number;
  } | null;
}

export interface ServerRefusals {
  /** The most answers 403, 429 and 503 within ten seconds. */
  burstCount: number;
  readonly recentMs: number[];
}

export interface SessionFacts {
  readonly uploads: CallDepth;
  readonly downloads: CallDepth;
  readonly rates: Record<Direction, RateWatch>;
  readonly pauses: Record<Direction, PauseWatch>;
  readonly replies: ReplyWatch;
  finish: { readonly startedAtMs: number; endedAtMs: number | null; status: number | null } | null;
  /** Writers that were not closed when finish was asked. */
  openAtFinish: readonly string[];
  readonly openCloses: Map<number, { readonly archive: string | null; readonly startedAtMs: number }>;
  slowestClose: { readonly archive: string | null; readonly durationMs: number } | null;
  readonly earlyReplies: { count: number; wastedBytes: number; operation: Operation | null; resetName: string | null };
  readonly refusals: ServerRefusals;
  previousBackupTime: number | null | undefined;
  readonly previousFiles: PreviousFile[];
  readonly reuploads: { count: number; encodedBytes: number; fromSession: number | null };
  group: GroupBefore | null;
  /** Calls that carried a full packet of body and were answered, by the body's direction: such packets get through. */
  readonly largeAnsweredCount: Record<Direction, number>;
  smallAnsweredCount: number;
}

/** A body that fills a packet: what a black hole swallows. Below the usual MSS, so that TLS and HTTP/2 fit on top. */
export const largeBodyBytes = 1400;

export function newSessionFacts(): SessionFacts {
  return {
    uploads: new CallDepth(),
    downloads: new CallDepth(),
    rates: { toServer: new RateWatch(), toClient: new RateWatch() },
    pauses: { toServer: new PauseWatch(), toClient: new PauseWatch() },
    replies: new ReplyWatch(),
    finish: null,
    openAtFinish: [],
    openCloses: new Map(),
    slowestClose: null,
    earlyReplies: { count: 0, wastedBytes: 0, operation: null, resetName: null },
    refusals: { burstCount: 0, recentMs: [] },
    previousBackupTime: undefined,
    previousFiles: [],
    reuploads: { count: 0, encodedBytes: 0, fromSession: null },
    group: null,
    largeAnsweredCount: { toServer: 0, toClient: 0 },
    smallAnsweredCount: 0,
  };
}

export function noteCallStarted(facts: SessionFacts, call: Call, archive: string | null): void {
  switch (call.operation) {
    case 'uploadDynamicChunk':
    case 'uploadFixedChunk':
      facts.uploads.begin();
      return;
    case 'downloadChunk':
      facts.downloads.begin();
      return;
    case 'finish':
      facts.finish ??= { startedAtMs: call.startedAtMs, endedAtMs: null, status: null };
      return;
    case 'closeDynamicIndex':
    case 'closeFixedIndex':
      facts.openCloses.set(call.id, { archive, startedAtMs: call.startedAtMs });
      return;
    default:
  }
}

export function noteCallEnded(facts: SessionFacts, call: Call, atMs: number): void {
  noteByOperation(facts, call, atMs);
  noteEarlyReply(facts, call);
  if (call.state !== 'answered' || call.status === null || call.protocol !== 'http2') return;
  noteRefusal(facts.refusals, call.status, atMs);
  if (call.requestBytes >= largeBodyBytes) facts.largeAnsweredCount.toServer += 1;
  else if (call.responseBytes >= largeBodyBytes) facts.largeAnsweredCount.toClient += 1;
  else facts.smallAnsweredCount += 1;
}

function noteByOperation(facts: SessionFacts, call: Call, atMs: number): void {
  switch (call.operation) {
    case 'uploadDynamicChunk':
    case 'uploadFixedChunk':
      facts.uploads.end(call);
      return;
    case 'downloadChunk':
      if (facts.downloads.openCount === 1) noteWait(facts, call, atMs);
      facts.downloads.end(call);
      return;
    case 'appendDynamicIndex':
    case 'appendFixedIndex':
      noteWait(facts, call, atMs);
      return;
    case 'finish':
      if (facts.finish !== null && call.state === 'answered') {
        facts.finish.endedAtMs = atMs;
        facts.finish.status = call.status;
      }
      return;
    case 'closeDynamicIndex':
    case 'closeFixedIndex':
      noteClose(facts, call);
      return;
    case 'previousBackupTime':
      facts.previousBackupTime = call.result.previousBackupTime;
      return;
    case 'downloadPrevious':
      if (facts.previousFiles.length < maxPreviousFiles) {
        facts.previousFiles.push({ name: call.parameters.archiveName ?? '?', status: call.status });
      }
      return;
    default:
  }
}

/** Calls that are answered one at a time show the path; others show the queue before them. */
function noteWait(facts: SessionFacts, call: Call, atMs: number): void {
  if (call.state !== 'answered' || call.responseFirstAtMs === null || call.requestEndAtMs === null) return;
  facts.replies.note(atMs, Math.max(0, call.responseFirstAtMs - call.requestEndAtMs));
}

function noteClose(facts: SessionFacts, call: Call): void {
  const open = facts.openCloses.get(call.id);
  if (call.state === 'answered') facts.openCloses.delete(call.id);
  if (call.state !== 'answered' || call.responseEndAtMs === null) return;
  const durationMs = call.responseEndAtMs - call.startedAtMs;
  if (durationMs > (facts.slowestClose?.durationMs ?? -1)) {
    facts.slowestClose = { archive: open?.archive ?? null, durationMs };
  }
}

/** protocol.md 1.9: the reply is whole before the request is, then RST_STREAM: what was sent was sent for nothing. */
function noteEarlyReply(facts: SessionFacts, call: Call): void {
  const { responseEndAtMs, requestEndAtMs, reset, status } = call;
  if (responseEndAtMs === null || status === null || status < 400) return;
  if (requestEndAtMs !== null && requestEndAtMs <= responseEndAtMs) return;
  facts.earlyReplies.count += 1;
  facts.earlyReplies.wastedBytes += call.requestBytes;
  facts.earlyReplies.operation ??= call.operation;
  facts.earlyReplies.resetName ??= reset?.errorName ?? null;
}

function noteRefusal(refusals: ServerRefusals, status: number, atMs: number): void {
  if (status !== 403 && status !== 429 && status !== 503) return;
  refusals.recentMs.push(atMs);
  while (refusals.recentMs.length > maxBurstReplies || (refusals.recentMs[0] ?? atMs) < atMs - burstMs) {
    refusals.recentMs.shift();
  }
  refusals.burstCount = Math.max(refusals.burstCount, refusals.recentMs.length);
}
