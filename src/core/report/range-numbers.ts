// The numbers of a stretch of time, computed anew from what is kept of it: what the report says of a session, for a part of it.
// In: calls and seconds of the stretch. Out: counts, latency, calls in flight, traffic. A call counts where it ends; bytes count by
// whole seconds. Does not choose the stretch.
import { isChunkCheck } from '../metrics/index.js';
import type { Operation } from '../pbs/index.js';
import { type CallPart, partMs } from './call-part.js';
import { hasFailed } from './filter-match.js';
import type { CallRow, LatencySummary, SeriesPoint } from './report.js';
import { type SeriesSummary, summariseSeries } from './series-summary.js';

export interface TimeRange {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PartSummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface RangeNumbers extends TimeRange {
  /** Calls of which any lies in the stretch. */
  readonly callCount: number;
  readonly failedCount: number;
  readonly latency: Readonly<Partial<Record<Operation, LatencySummary>>>;
  readonly chunkCheck: LatencySummary | null;
  readonly inFlight: { readonly max: number; readonly mean: number };
  readonly traffic: SeriesSummary;
}

export function numbersOfRange(
  calls: readonly CallRow[],
  seconds: readonly SeriesPoint[],
  range: TimeRange,
): RangeNumbers {
  const ended = calls.filter((call) => endsIn(call, range));
  const operations = [...new Set(ended.map((call) => call.operation))];
  const latencyOf = (chosen: readonly CallRow[]): LatencySummary | null => summariseLatency(chosen);
  const rows = operations.flatMap((operation) => {
    const summary = latencyOf(ended.filter((call) => call.operation === operation));
    return summary === null ? [] : [[operation, summary] as const];
  });
  return {
    ...range,
    callCount: calls.length,
    failedCount: calls.filter(hasFailed).length,
    latency: Object.fromEntries(rows),
    chunkCheck: latencyOf(ended.filter((call) => isChunkCheck(call.operation))),
    inFlight: countInFlight(calls, range),
    traffic: summariseSeries(seconds),
  };
}

/** Exact, by order; null where no call has an answer. */
export function summarisePart(calls: readonly CallRow[], part: CallPart): PartSummary | null {
  const values = calls
    .filter((call) => call.state === 'answered')
    .map((call) => partMs(call, part))
    .filter((value) => value !== null);
  const [p50Ms, p95Ms, p99Ms, maxMs] = quantiles(values, [0.5, 0.95, 0.99, 1]);
  if (p50Ms === undefined || p95Ms === undefined || p99Ms === undefined || maxMs === undefined) return null;
  return { count: values.length, p50Ms, p95Ms, p99Ms, maxMs };
}

function summariseLatency(calls: readonly CallRow[]): LatencySummary | null {
  const total = summarisePart(calls, 'total');
  if (total === null) return null;
  const medianOf = (part: CallPart): number => summarisePart(calls, part)?.p50Ms ?? 0;
  return {
    ...total,
    uploadP50Ms: medianOf('upload'),
    waitP50Ms: medianOf('wait'),
    responseP50Ms: medianOf('response'),
  };
}

/** The value that this share of all does not exceed; nothing for no values. */
function quantiles(values: readonly number[], shares: readonly number[]): readonly (number | undefined)[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]);
}

function endsIn(call: CallRow, { fromMs, toMs }: TimeRange): boolean {
  const endMs = call.durationMs === null ? null : call.startedAtMs + call.durationMs;
  return endMs !== null && endMs >= fromMs && endMs <= toMs;
}

/** `reset` and `unanswered` calls have no end that is kept: they count where they began. */
export function countInFlight(calls: readonly CallRow[], { fromMs, toMs }: TimeRange): RangeNumbers['inFlight'] {
  const edges: { readonly atMs: number; readonly step: 1 | -1 }[] = [];
  let sumMs = 0;
  for (const call of calls) {
    const beginMs = Math.max(fromMs, call.startedAtMs);
    const lastMs = call.durationMs === null ? openEnd(call, toMs) : call.startedAtMs + call.durationMs;
    const endMs = Math.min(toMs, lastMs);
    if (endMs < beginMs) continue;
    sumMs += endMs - beginMs;
    edges.push({ atMs: beginMs, step: 1 }, { atMs: endMs, step: -1 });
  }
  // An end makes room before the next one begins.
  edges.sort((a, b) => a.atMs - b.atMs || a.step - b.step);
  let open = 0;
  let max = 0;
  for (const { step } of edges) {
    open += step;
    max = Math.max(max, open);
  }
  return { max, mean: toMs > fromMs ? sumMs / (toMs - fromMs) : 0 };
}

const openEnd = (call: CallRow, toMs: number): number => (call.state === 'open' ? toMs : call.startedAtMs);
