// One point per second of activity, per session and for all together (D11). In: what happened at `atMs`. Out: points of a
// range. Bounded per series; a second that fell out is counted.
import { DurationSample } from './duration-sample.js';

/** Four hours of activity in each series; the report's totals reach further. */
const maxSeriesPoints = 14_400;
/** Series of ended sessions leave when there are more. */
const maxSeries = 64;
/** The series of all sessions together. */
const everything = 0;

export interface SeriesChange {
  readonly toServerBytes?: number;
  readonly toClientBytes?: number;
  readonly logicalBytes?: number;
  readonly uploadedBytes?: number;
  readonly reusedBytes?: number;
  /** Calls of the session that are open now. */
  readonly inFlight?: number;
  readonly connectionWindowBytes?: number | null;
  readonly streamWindowBytes?: number | null;
  readonly toClientWindowBytes?: number | null;
  readonly unansweredBytes?: number;
  /** Duration of a chunk call that was answered. */
  readonly chunkCallMs?: number;
}

export interface SecondPoint {
  /** Start of the second. */
  readonly atMs: number;
  readonly toServerBytes: number;
  readonly toClientBytes: number;
  readonly logicalBytes: number;
  readonly uploadedBytes: number;
  readonly reusedBytes: number;
  readonly chunkCallCount: number;
  readonly inFlightMax: number;
  /** Open when it was over: as many as in the seconds without news that follow. */
  readonly inFlightAtEnd: number;
  /** Lowest connection window of the upload direction seen in it; null unknown. */
  readonly connectionWindowMinBytes: number | null;
  /** Lowest window of a stream in that direction. */
  readonly streamWindowMinBytes: number | null;
  /** The same of the connection in the direction of the client. */
  readonly toClientWindowMinBytes: number | null;
  /** Most bytes of requests that were sent and not answered yet. */
  readonly unansweredMaxBytes: number;
  readonly chunkCallP50Ms: number | null;
  readonly chunkCallP99Ms: number | null;
}

type OpenPoint = { -readonly [name in keyof SecondPoint]: SecondPoint[name] };

interface Series {
  points: OpenPoint[];
  /** Durations of the newest second's chunk calls. */
  sample: DurationSample;
}

export class SeriesStore {
  readonly #series = new Map<number, Series>();
  /** Open calls of each session that counts in all together. */
  readonly #openCounts = new Map<number, number>();
  #openCount = 0;
  droppedPointCount = 0;

  /** `own-only`: the outer one of two views of one session counts in its own series only (D6). */
  note(session: number, atMs: number, change: SeriesChange, where: 'own-and-all' | 'own-only'): void {
    this.#add(session, atMs, change);
    if (where === 'own-only') return;
    const { inFlight } = change;
    this.#add(
      everything,
      atMs,
      inFlight === undefined ? change : { ...change, inFlight: this.#sumOpen(session, inFlight) },
    );
  }

  points(query: { readonly session?: number; readonly fromMs?: number; readonly toMs?: number }): SecondPoint[] {
    const { fromMs = -Infinity, toMs = Infinity } = query;
    const series = this.#series.get(query.session ?? everything);
    if (series !== undefined) settle(series);
    const points = series?.points ?? [];
    const inside = points.filter((point) => point.atMs + 1000 > fromMs && point.atMs <= toMs).map(copyOf);
    const before = points.findLast((point) => point.atMs + 1000 <= fromMs);
    // A call that hangs since long before is told of in no second of the range.
    const isCarried = before !== undefined && before.inFlightAtEnd > 0 && fromMs <= toMs;
    const fromSecondMs = Math.floor(fromMs / 1000) * 1000;
    if (!isCarried || inside[0]?.atMs === fromSecondMs) return inside;
    return [emptySecond(fromSecondMs, before.inFlightAtEnd), ...inside];
  }

  #sumOpen(session: number, count: number): number {
    this.#openCount += count - (this.#openCounts.get(session) ?? 0);
    if (count === 0) this.#openCounts.delete(session);
    else this.#openCounts.set(session, count);
    return this.#openCount;
  }

  #add(key: number, atMs: number, change: SeriesChange): void {
    const series = this.#of(key);
    const point = this.#pointAt(series, Math.floor(atMs / 1000) * 1000);
    point.toServerBytes += change.toServerBytes ?? 0;
    point.toClientBytes += change.toClientBytes ?? 0;
    point.logicalBytes += change.logicalBytes ?? 0;
    point.uploadedBytes += change.uploadedBytes ?? 0;
    point.reusedBytes += change.reusedBytes ?? 0;
    point.inFlightMax = Math.max(point.inFlightMax, change.inFlight ?? 0);
    point.inFlightAtEnd = change.inFlight ?? point.inFlightAtEnd;
    point.unansweredMaxBytes = Math.max(point.unansweredMaxBytes, change.unansweredBytes ?? 0);
    point.connectionWindowMinBytes = lower(point.connectionWindowMinBytes, change.connectionWindowBytes);
    point.streamWindowMinBytes = lower(point.streamWindowMinBytes, change.streamWindowBytes);
    point.toClientWindowMinBytes = lower(point.toClientWindowMinBytes, change.toClientWindowBytes);
    if (change.chunkCallMs !== undefined) {
      series.sample.add(change.chunkCallMs);
      point.chunkCallCount += 1;
    }
  }

  #pointAt(series: Series, atMs: number): OpenPoint {
    const last = series.points.at(-1);
    // A fact that comes late (merged progress) belongs to a second that is over: the newest takes it.
    if (last !== undefined && last.atMs >= atMs) return last;
    settle(series);
    const point: OpenPoint = emptySecond(atMs, last?.inFlightAtEnd ?? 0);
    series.points.push(point);
    series.sample = new DurationSample();
    if (series.points.length > maxSeriesPoints) {
      series.points.splice(0, 1);
      this.droppedPointCount += 1;
    }
    return point;
  }

  #of(key: number): Series {
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const created = { points: [], sample: new DurationSample() };
    this.#series.set(key, created);
    for (const [oldest, series] of this.#series) {
      if (this.#series.size <= maxSeries) break;
      if (oldest === everything || oldest === key) continue;
      this.droppedPointCount += series.points.length;
      this.#series.delete(oldest);
    }
    return created;
  }
}

function lower(before: number | null, seen: number | null | undefined): number | null {
  if (seen === null || seen === undefined) return before;
  return before === null ? seen : Math.min(before, seen);
}

/** Percentiles of the newest second: when it is over, or when somebody asks; not with each call. */
function settle({ points, sample }: Series): void {
  const newest = points.at(-1);
  if (newest === undefined) return;
  newest.chunkCallP50Ms = sample.percentileMs(50);
  newest.chunkCallP99Ms = sample.percentileMs(99);
}

const copyOf = (point: OpenPoint): SecondPoint => ({ ...point });

/** A second in which nothing happened, but that so many calls were open all the time. */
export function emptySecond(atMs: number, inFlight: number): SecondPoint {
  return {
    atMs,
    toServerBytes: 0,
    toClientBytes: 0,
    logicalBytes: 0,
    uploadedBytes: 0,
    reusedBytes: 0,
    chunkCallCount: 0,
    inFlightMax: inFlight,
    inFlightAtEnd: inFlight,
    connectionWindowMinBytes: null,
    streamWindowMinBytes: null,
    toClientWindowMinBytes: null,
    unansweredMaxBytes: 0,
    chunkCallP50Ms: null,
    chunkCallP99Ms: null,
  };
}
