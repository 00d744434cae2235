// In: all calls that are known, and how many may be drawn. Out: those that are, oldest first: failed, stuck and open ones as far as
// there is room, then of each run of so many others the slowest, so that the picture keeps its shape. Changes no call.
import { type CallRow, hasFailed } from '../../core/report/index.js';

/** At most this share of what is drawn is for calls that stand out: a run in which all fail keeps its shape too. */
const standOutShare = 0.5;

export interface ChosenCalls {
  readonly calls: readonly CallRow[];
  readonly leftOutCount: number;
}

export function chooseCalls(all: readonly CallRow[], maxCount: number): ChosenCalls {
  if (all.length <= maxCount) return { calls: all, leftOutCount: 0 };
  const standOut = all.filter(doesStandOut);
  const chosen = new Set(slowestOfRuns(standOut, Math.min(standOut.length, Math.ceil(maxCount * standOutShare))));
  const others = all.filter((call) => !chosen.has(call));
  for (const call of slowestOfRuns(others, maxCount - chosen.size)) chosen.add(call);
  return { calls: all.filter((call) => chosen.has(call)), leftOutCount: all.length - chosen.size };
}

const doesStandOut = (call: CallRow): boolean => hasFailed(call) || call.isStuck || call.state === 'open';

/** As many calls as asked for, one of each of as many runs of neighbours. */
function slowestOfRuns(calls: readonly CallRow[], count: number): CallRow[] {
  const edge = (index: number): number => Math.floor((index * calls.length) / count);
  return Array.from({ length: count }, (_, index) =>
    calls
      .slice(edge(index), edge(index + 1))
      .reduce((slowest, call) => (timeOf(call) > timeOf(slowest) ? call : slowest)),
  );
}

const timeOf = ({ durationMs }: CallRow): number => durationMs ?? 0;
