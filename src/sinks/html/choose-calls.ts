// In: all calls that are known, and how many may be drawn. Out: those that are, oldest first. Failed, stuck and open ones and the
// slowest are always among them; of the rest every n-th, so that the picture keeps its shape. Changes no call.
import type { CallRow } from '../../core/report/index.js';

/** Of the calls drawn, this share is kept for what stands out. */
const standOutShare = 0.5;

export interface ChosenCalls {
  readonly calls: readonly CallRow[];
  readonly leftOutCount: number;
}

export function chooseCalls(all: readonly CallRow[], maxCount: number): ChosenCalls {
  if (all.length <= maxCount) return { calls: all, leftOutCount: 0 };
  const standOutCount = Math.floor(maxCount * standOutShare);
  const standOut = [...all].sort(byImportance).slice(0, standOutCount);
  const chosen = new Set(standOut);
  const rest = all.filter((call) => !chosen.has(call));
  const restCount = maxCount - standOut.length;
  for (let index = 0; index < restCount; index++) chosen.add(rest[Math.floor((index * rest.length) / restCount)]!);
  return { calls: all.filter((call) => chosen.has(call)), leftOutCount: all.length - chosen.size };
}

export function isFailed({ state, status }: CallRow): boolean {
  return state === 'reset' || state === 'unanswered' || (status ?? 0) >= 400;
}

function byImportance(a: CallRow, b: CallRow): number {
  return rank(a) - rank(b) || (b.durationMs ?? 0) - (a.durationMs ?? 0);
}

const rank = (call: CallRow): 0 | 1 => (isFailed(call) || call.isStuck || call.state === 'open' ? 0 : 1);
