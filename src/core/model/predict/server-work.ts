// What the server did for each call: time of its own, and its turn in a row. In: a recording. Out: both, so that the recorded replies
// come out again. How much is a row is read from waiting against calls already there: in a row, waiting grows with each of them.
import type { RecordedCall, Recording } from './recording.js';
import { isChunk } from './roles.js';

export interface ServerWork {
  readonly serverMs: number;
  readonly serverTurnMs: number;
}

interface Visit {
  readonly call: RecordedCall;
  readonly arrivedMs: number;
  readonly leftMs: number;
}

/** Fewer depths than this say nothing of how waiting grows. */
const minDepths = 3;

export function measureServer(recording: Recording): ReadonlyMap<number, ServerWork> {
  const works = new Map<number, ServerWork>();
  const halfTripMs = recording.rttMs.server / 2;
  for (const calls of [recording.calls, recording.twin?.calls ?? []]) {
    const visits = calls.map((call): Visit => {
      const arrivedMs = call.requestEndAtMs + halfTripMs;
      return { call, arrivedMs, leftMs: Math.max(arrivedMs, call.responseFirstAtMs - halfTripMs) };
    });
    for (const { call, arrivedMs, leftMs } of visits)
      works.set(call.id, { serverMs: leftMs - arrivedMs, serverTurnMs: 0 });
    const chunkVisits = visits.filter(({ call }) => isChunk(call));
    for (const [id, work] of shareTurns(chunkVisits)) works.set(id, work);
  }
  return works;
}

/** Turns first, then what is left of each call's time. */
function shareTurns(visits: readonly Visit[]): Map<number, ServerWork> {
  const rowShare = rowShareOf(visits);
  const works = new Map<number, ServerWork>();
  const byEnd = visits.toSorted((a, b) => a.leftMs - b.leftMs);
  const turnOf = new Map<number, number>();
  let lastLeftMs = Number.NEGATIVE_INFINITY;
  for (const { call, arrivedMs, leftMs } of byEnd) {
    turnOf.set(call.id, rowShare * (leftMs - Math.max(arrivedMs, lastLeftMs)));
    lastLeftMs = leftMs;
  }
  let freeMs = Number.NEGATIVE_INFINITY;
  for (const { call, arrivedMs, leftMs } of visits.toSorted((a, b) => a.arrivedMs - b.arrivedMs)) {
    const serverTurnMs = turnOf.get(call.id) ?? 0;
    freeMs = Math.max(freeMs, arrivedMs) + serverTurnMs;
    works.set(call.id, { serverTurnMs, serverMs: Math.max(0, leftMs - freeMs) });
  }
  return works;
}

/** 0: as many at a time as come. 1: one after the other. The slope of waiting over depth, against the mean gap between replies. */
function rowShareOf(visits: readonly Visit[]): number {
  const byDepth = waitsByDepth(visits);
  if (byDepth.length < minDepths) return 0;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanDepth = mean(byDepth.map(({ depth }) => depth));
  const meanWaitMs = mean(byDepth.map(({ waitMs }) => waitMs));
  let covariance = 0;
  let variance = 0;
  for (const { depth, waitMs } of byDepth) {
    covariance += (depth - meanDepth) * (waitMs - meanWaitMs);
    variance += (depth - meanDepth) ** 2;
  }
  const gapMs = meanGapMs(visits);
  return gapMs <= 0 ? 0 : Math.min(1, Math.max(0, covariance / variance / gapMs));
}

/** Mean waiting for each number of calls that were there already; every depth counts once, however often it was met. */
function waitsByDepth(visits: readonly Visit[]): { readonly depth: number; readonly waitMs: number }[] {
  const leaves = Float64Array.from(visits, ({ leftMs }) => leftMs).sort();
  const sums = new Map<number, { totalMs: number; count: number }>();
  let left = 0;
  for (const [arrivedCount, { arrivedMs, leftMs }] of visits.toSorted((a, b) => a.arrivedMs - b.arrivedMs).entries()) {
    while (left < leaves.length && leaves[left]! <= arrivedMs) left += 1;
    const depth = arrivedCount - left;
    const sum = sums.get(depth) ?? { totalMs: 0, count: 0 };
    sum.totalMs += leftMs - arrivedMs;
    sum.count += 1;
    sums.set(depth, sum);
  }
  return [...sums].map(([depth, { totalMs, count }]) => ({ depth, waitMs: totalMs / count }));
}

/** Between replies while others waited. */
function meanGapMs(visits: readonly Visit[]): number {
  let totalMs = 0;
  let lastLeftMs = Number.NEGATIVE_INFINITY;
  for (const { arrivedMs, leftMs } of visits.toSorted((a, b) => a.leftMs - b.leftMs)) {
    totalMs += leftMs - Math.max(arrivedMs, lastLeftMs);
    lastLeftMs = leftMs;
  }
  return totalMs / visits.length;
}
