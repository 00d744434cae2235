// In: calls. Out: how many took how long, operation by operation, in bins that grow by a constant factor: a histogram ready to be
// drawn on a logarithmic axis. Calls without a whole reply have no duration and are left out.
import type { Operation } from '../pbs/index.js';
import { type CallPart, partMs } from './call-part.js';
import type { CallRow } from './report.js';

/** Eight bins for each power of ten: neighbours differ by a third, finer shows noise. */
const binsPerDecade = 8;
/** What is quicker counts into the first bin: no network answers in less. */
const lowestMs = 0.01;

export interface LatencyBins {
  /** Bin n reaches from edge n up to edge n + 1. */
  readonly edgesMs: readonly number[];
  /** As many counts as bins, the operation with the most calls first. */
  readonly operations: readonly { readonly operation: Operation; readonly counts: readonly number[] }[];
}

export function binLatency(calls: readonly CallRow[], part: CallPart = 'total'): LatencyBins {
  const timed = calls.filter((call) => call.state === 'answered' && partMs(call, part) !== null);
  if (timed.length === 0) return { edgesMs: [], operations: [] };
  const bins = timed.map((call) => binOf(partMs(call, part) ?? 0));
  let first = Infinity;
  let last = 0;
  for (const bin of bins) {
    first = Math.min(first, bin);
    last = Math.max(last, bin);
  }
  const binCount = last - first + 1;
  const countsOf = new Map<Operation, number[]>();
  const totals = new Map<Operation, number>();
  timed.forEach(({ operation }, index) => {
    const counts = countsOf.get(operation) ?? new Array<number>(binCount).fill(0);
    counts[bins[index]! - first]! += 1;
    countsOf.set(operation, counts);
    totals.set(operation, (totals.get(operation) ?? 0) + 1);
  });
  return {
    edgesMs: Array.from({ length: binCount + 1 }, (_, index) => edgeMs(first + index)),
    operations: [...countsOf]
      .map(([operation, counts]) => ({ operation, counts }))
      .sort((a, b) => totals.get(b.operation)! - totals.get(a.operation)!),
  };
}

function binOf(durationMs: number): number {
  if (durationMs < lowestMs) return 0;
  const guess = Math.floor(Math.log10(durationMs / lowestMs) * binsPerDecade);
  // The logarithm of an edge may come out a hair too low or too high: the edges decide.
  if (durationMs >= edgeMs(guess + 1)) return guess + 1;
  return durationMs < edgeMs(guess) ? guess - 1 : guess;
}

function edgeMs(bin: number): number {
  return lowestMs * 10 ** (bin / binsPerDecade);
}
