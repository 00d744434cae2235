// Which call waits for what. In: a session's recorded calls, and a pipeline: the recorded one, or another that is tried. Out: steps in
// order of the recording with the edges between them. protocol.md 4.4 to 4.9, 6.3.
import { LaneBook } from './lane-book.js';
import type { Pipeline } from './pipelines.js';
import type { Plan, Pool, Step } from './plan.js';
import type { Recording } from './recording.js';

export function buildPlan(recording: Recording, pipeline: Pipeline): Plan {
  const twin = recording.twin;
  const steps: Step[] = [];
  const pools: Pool[] = [];
  const own = new LaneBook(pipeline, steps, pools, 'own');
  // The reader beside a backup asks for one chunk after another.
  const other = twin === null ? null : new LaneBook({ ...pipeline, ...twinPipeline }, steps, pools, 'twin');
  const calls = [
    ...recording.calls.map((call) => ({ call, book: own, beside: other })),
    ...(twin?.calls ?? []).map((call) => ({ call, book: other ?? own, beside: own })),
  ].sort((a, b) => a.call.id - b.call.id);
  for (const { call, book, beside } of calls) {
    const index = book.add(call);
    // One walk makes both sessions' calls: each goes on when the other has what it asked for.
    const answered = beside?.lastAwaitedBefore(call.startedAtMs) ?? null;
    if (answered !== null) steps[index]?.after.push({ step: answered, edge: 'replied' });
  }
  return { steps, pools };
}

const twinPipeline = { depth: 1, per: 'session', order: 'any', appends: 'at-end' } as const;
