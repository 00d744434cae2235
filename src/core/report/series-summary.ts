// In: points of the series. Out: the same stretch without holes, and its sums and rates: "the last minute" of the dashboard
// (product.md 4). Does not choose the stretch.
import { emptySecond } from '../metrics/index.js';
import type { SeriesPoint } from './report.js';

const secondMs = 1000;

export interface SeriesSummary {
  readonly secondCount: number;
  readonly toServerBytesPerSec: number;
  readonly toClientBytesPerSec: number;
  readonly logicalBytes: number;
  readonly uploadedBytes: number;
  /** logical / uploaded; null when nothing was uploaded. */
  readonly dedupRatio: number | null;
  /** reused / logical, 0 to 1; null when there is nothing logical. */
  readonly dedupShare: number | null;
  /** Seconds in which the connection window of the upload direction ran out. */
  readonly windowEmptySecondCount: number;
}

/** One point per second for the `secondCount` seconds up to `toMs`; a second without news is a point of zeros in which the calls that were open still are. */
export function fillSeconds(points: readonly SeriesPoint[], toMs: number, secondCount: number): readonly SeriesPoint[] {
  const lastMs = Math.floor(Math.max(0, toMs) / secondMs) * secondMs;
  const byStart = new Map(points.map((point) => [point.atMs, point]));
  const first = Math.max(0, lastMs - (secondCount - 1) * secondMs);
  const seconds: SeriesPoint[] = [];
  for (let atMs = first; atMs <= lastMs; atMs += secondMs) {
    seconds.push(byStart.get(atMs) ?? emptySecond(atMs, seconds.at(-1)?.inFlightAtEnd ?? 0));
  }
  return seconds;
}

export function summariseSeries(seconds: readonly SeriesPoint[]): SeriesSummary {
  const sum = (pick: (point: SeriesPoint) => number): number =>
    seconds.reduce((total, point) => total + pick(point), 0);
  const logicalBytes = sum((point) => point.logicalBytes);
  const uploadedBytes = sum((point) => point.uploadedBytes);
  const reusedBytes = sum((point) => point.reusedBytes);
  const secondCount = seconds.length;
  return {
    secondCount,
    toServerBytesPerSec: secondCount === 0 ? 0 : sum((point) => point.toServerBytes) / secondCount,
    toClientBytesPerSec: secondCount === 0 ? 0 : sum((point) => point.toClientBytes) / secondCount,
    logicalBytes,
    uploadedBytes,
    dedupRatio: uploadedBytes > 0 ? logicalBytes / uploadedBytes : null,
    dedupShare: logicalBytes > 0 ? Math.min(1, reusedBytes / logicalBytes) : null,
    windowEmptySecondCount: seconds.filter((point) => (point.connectionWindowMinBytes ?? 1) <= 0).length,
  };
}
