// In: points of a series and the stretch to draw. Out: the same in steps of one length, few enough for a chart, without holes:
// rates over each step, the greatest of what is a maximum, the lowest window. Does not choose the stretch.
import type { SeriesPoint } from './report.js';

const secondMs = 1000;
/** Steps in whole seconds that a reader can name. */
const niceStepSeconds = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400,
] as const;

export interface SeriesStep {
  /** Start of the step. */
  readonly atMs: number;
  readonly toServerBytesPerSec: number;
  readonly toClientBytesPerSec: number;
  readonly inFlightMax: number;
  readonly inFlightAtEnd: number;
  /** Null: not seen in this step. */
  readonly connectionWindowMinBytes: number | null;
  readonly streamWindowMinBytes: number | null;
  readonly toClientWindowMinBytes: number | null;
  readonly unansweredMaxBytes: number;
  /** The slowest second's percentiles; those of the step itself cannot be had from its seconds. */
  readonly chunkCallP50MaxMs: number | null;
  readonly chunkCallP99MaxMs: number | null;
}

export interface SteppedSeries {
  readonly stepMs: number;
  readonly steps: readonly SeriesStep[];
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

export function stepSeries(points: readonly SeriesPoint[], stretch: Stretch, maxStepCount: number): SteppedSeries {
  const firstMs = Math.floor(stretch.fromMs / secondMs) * secondMs;
  const stepMs = stepFor(Math.max(0, stretch.toMs - firstMs), maxStepCount);
  const stepCount = Math.floor(Math.max(0, stretch.toMs - firstMs) / stepMs) + 1;
  const groups = Array.from({ length: stepCount }, (): SeriesPoint[] => []);
  for (const point of points) groups[Math.floor((point.atMs - firstMs) / stepMs)]?.push(point);
  let open = 0;
  const steps = groups.map((group, index) => {
    const step = stepOf(group, firstMs + index * stepMs, stepMs, open);
    open = step.inFlightAtEnd;
    return step;
  });
  return { stepMs, steps };
}

/** Beyond the longest nice step, whole days. */
function stepFor(lengthMs: number, maxStepCount: number): number {
  const fits = (seconds: number): boolean => Math.floor(lengthMs / (seconds * secondMs)) + 1 <= maxStepCount;
  const nice = niceStepSeconds.find(fits);
  if (nice !== undefined) return nice * secondMs;
  const dayMs = niceStepSeconds[niceStepSeconds.length - 1]! * secondMs;
  return Math.ceil(lengthMs / maxStepCount / dayMs + 1) * dayMs;
}

/** `openBefore`: calls that were open when it began. */
function stepOf(points: readonly SeriesPoint[], atMs: number, stepMs: number, openBefore: number): SeriesStep {
  const perSec = (pick: (point: SeriesPoint) => number): number =>
    (points.reduce((sum, point) => sum + pick(point), 0) * secondMs) / stepMs;
  const p50s = known(points, (point) => point.chunkCallP50Ms);
  const p99s = known(points, (point) => point.chunkCallP99Ms);
  return {
    atMs,
    toServerBytesPerSec: perSec((point) => point.toServerBytes),
    toClientBytesPerSec: perSec((point) => point.toClientBytes),
    inFlightAtEnd: points.at(-1)?.inFlightAtEnd ?? openBefore,
    inFlightMax: points.reduce((max, point) => Math.max(max, point.inFlightMax), openBefore),
    connectionWindowMinBytes: lowest(known(points, (point) => point.connectionWindowMinBytes)),
    streamWindowMinBytes: lowest(known(points, (point) => point.streamWindowMinBytes)),
    toClientWindowMinBytes: lowest(known(points, (point) => point.toClientWindowMinBytes)),
    unansweredMaxBytes: points.reduce((max, point) => Math.max(max, point.unansweredMaxBytes), 0),
    chunkCallP50MaxMs: p50s.length === 0 ? null : p50s.reduce((a, b) => Math.max(a, b)),
    chunkCallP99MaxMs: p99s.length === 0 ? null : p99s.reduce((a, b) => Math.max(a, b)),
  };
}

function lowest(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b));
}

function known(points: readonly SeriesPoint[], pick: (point: SeriesPoint) => number | null): number[] {
  return points.map(pick).filter((value) => value !== null);
}
