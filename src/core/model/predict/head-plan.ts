// The same chunks over a protocol without a list of known chunks: each is asked for, and sent when the answer is no. In: a backup's
// recording and work. Out: plan and work. Kept: what comes before the first chunk and after the last one, the client's pace, the
// server's time for a chunk. Left out: index downloads and appends. Restores have nothing to ask for: their plan is a row of calls.
import type { Plan, Pool, Step } from './plan.js';
import type { RecordedCall, Recording } from './recording.js';
import { isAppend, isChunk } from './roles.js';
import type { Work, Works } from './work.js';

/** restic's connections to an object store, where nothing else is set (`-o s3.connections`). */
export const headDepth = 5;

/** Questions have ids of their own, below all of the recording. */
const questionId = (place: number): number => -1 - place;

interface Builder {
  readonly steps: Step[];
  readonly works: Map<number, Work>;
}

export function buildHeadPlan(
  recording: Recording,
  works: Works,
  depth: number,
): { readonly plan: Plan; readonly works: Works } {
  const builder: Builder = { steps: [], works: new Map(works) };
  const pool: Pool = { depth, members: [] };
  const chunks = new Map(recording.calls.filter(isChunk).map((call) => [call.id, call]));
  const others = recording.calls.filter((call) => !isChunk(call) && !isAppend(call));
  const firstChunkId = recording.calls.find((call) => isChunk(call) || isAppend(call))?.id ?? Infinity;
  let last: number | null = null;
  for (const call of others.filter(({ id }) => id < firstChunkId)) {
    if (call.operation !== 'downloadPrevious') last = addCall(builder, call, last);
  }
  const answered = addChunks(builder, recording, chunks, pool, last);
  last = addJoin(builder, answered, last);
  for (const call of others.filter(({ id }) => id > firstChunkId)) last = addCall(builder, call, last);
  return { plan: { steps: builder.steps, pools: [pool] }, works: builder.works };
}

/** In the order of the index, question by question; as many at a time as the pool has places. */
function addChunks(
  builder: Builder,
  recording: Recording,
  chunks: ReadonlyMap<number, RecordedCall>,
  pool: Pool,
  begin: number | null,
): readonly number[] {
  const ends: number[] = [];
  const serverMs = quickestAnswerMs(recording, builder.works);
  let question = begin;
  let place = 0;
  for (const append of recording.calls.filter(isAppend)) {
    const listed = append.listed ?? [];
    const { thinkMs = 0, producedMs = 0 } = builder.works.get(append.id) ?? {};
    const knownCount = listed.filter((id) => id === 0).length;
    for (const id of listed) {
      const chunk = chunks.get(id) ?? null;
      // Making a chunk takes what it took; known ones share what their append waited for the sending half.
      const makeMs = chunk === null ? (thinkMs + producedMs) / knownCount : (builder.works.get(chunk.id)?.thinkMs ?? 0);
      const asked = addQuestion(builder, append, questionId(place), { makeMs, serverMs });
      const step = builder.steps[asked]!;
      if (question !== null) step.after.push({ step: question, edge: question === begin ? 'replied' : 'started' });
      pool.members.push(asked);
      const end = chunk === null ? asked : addCall(builder, chunk, asked);
      builder.steps[end]!.pool = 0;
      if (chunk !== null) builder.works.set(chunk.id, { ...builder.works.get(chunk.id)!, thinkMs: 0 });
      ends.push(end);
      question = asked;
      place += 1;
    }
  }
  return ends;
}

function addQuestion(
  builder: Builder,
  append: RecordedCall,
  id: number,
  { makeMs, serverMs }: { readonly makeMs: number; readonly serverMs: number },
): number {
  const call: RecordedCall = { ...append, id, operation: 'rest', requestBytes: 0, responseBytes: 0, listed: null };
  builder.works.set(id, {
    thinkMs: makeMs,
    producedMs: 0,
    thinkTripCount: 0,
    requestMs: 0,
    replyMs: 0,
    serverMs,
    serverTurnMs: 0,
  });
  return addCall(builder, call, null);
}

function addCall({ steps }: Builder, call: RecordedCall, after: number | null): number {
  const edges = after === null ? [] : [{ step: after, edge: 'replied' as const }];
  return steps.push({ call, after: edges, producedAfter: null, pool: null, connection: 'own' }) - 1;
}

function addJoin({ steps }: Builder, ends: readonly number[], otherwise: number | null): number | null {
  if (ends.length === 0) return otherwise;
  const after = ends.map((step) => ({ step, edge: 'replied' as const }));
  return steps.push({ call: null, after, producedAfter: null, pool: null, connection: 'own' }) - 1;
}

/** In favour of the other protocol: no question takes longer than the server's quickest answer. */
function quickestAnswerMs(recording: Recording, works: Works): number {
  const times = recording.calls.map(({ id }) => works.get(id)?.serverMs ?? Infinity);
  const quickest = times.reduce((least, ms) => Math.min(least, ms), Infinity);
  return Number.isFinite(quickest) ? quickest : 0;
}
