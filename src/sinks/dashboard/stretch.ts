// Which stretch of time is shown and counted. In: what the user chose, the report. Out: stretches in ms. Pure; reads nothing.
import type { Report, ReportSession, TimeRange } from '../../core/report/index.js';
import type { Model } from './model.js';

/** What a live waterfall shows unless zoomed: the session while it is young, then its newest part. */
const liveSpansMs = [5_000, 10_000, 20_000, 30_000] as const;
const longestLiveSpanMs = 30_000;
/** Narrower tells nothing more: times are exact to some microseconds. */
const leastSpanMs = 5;
/** A live picture moves on in this many steps for its width, not with every refresh. */
const stepsPerSpan = 30;
const zoomFactor = 2;

export interface Extent extends TimeRange {
  /** It still grows. */
  readonly isGrowing: boolean;
}

/** From the first to the last moment of the choice. */
export function extentOf(report: Report, session: ReportSession | null, isLive: boolean): Extent {
  const { durationMs } = report;
  if (session === null) return { fromMs: 0, toMs: durationMs, isGrowing: isLive };
  const isOpen = session.outcome === 'open';
  const toMs = isOpen ? durationMs : session.startedAtMs + session.durationMs;
  return { fromMs: session.startedAtMs, toMs, isGrowing: isOpen && isLive };
}

/** What numbers are computed over; null: over all there is. */
export function countedRange({ time }: Model, extent: Extent): TimeRange | null {
  if (time.range !== null) return time.range;
  if (time.cursorMs === null) return null;
  if (time.markMs !== null) return orderedRange(time.markMs, time.cursorMs);
  return { fromMs: Math.min(extent.fromMs, time.cursorMs), toMs: time.cursorMs };
}

export const orderedRange = (oneMs: number, otherMs: number): TimeRange => ({
  fromMs: Math.min(oneMs, otherMs),
  toMs: Math.max(oneMs, otherMs),
});

/** What timeline and flow show: the newest part, or the surroundings of the cursor. */
export function shownStretch({ time }: Model, extent: Extent): TimeRange {
  const wholeMs = Math.max(leastSpanMs, extent.toMs - extent.fromMs);
  const spanMs = time.spanMs ?? (extent.isGrowing ? liveSpan(wholeMs) : wholeMs);
  if (time.cursorMs === null) {
    const stepMs = extent.isGrowing ? spanMs / stepsPerSpan : 0;
    const toMs = stepMs === 0 ? extent.toMs : Math.ceil(extent.toMs / stepMs) * stepMs;
    const fromMs = toMs - spanMs;
    return fromMs < 0 ? { fromMs: 0, toMs: spanMs } : { fromMs, toMs };
  }
  if (spanMs >= wholeMs) return { fromMs: extent.fromMs, toMs: extent.fromMs + spanMs };
  const fromMs = Math.min(Math.max(extent.fromMs, time.cursorMs - spanMs / 2), extent.toMs - spanMs);
  return { fromMs, toMs: fromMs + spanMs };
}

const liveSpan = (wholeMs: number): number => liveSpansMs.find((spanMs) => spanMs >= wholeMs) ?? longestLiveSpanMs;

/** Half or twice as wide; beyond everything there is nothing. */
export function zoomSpan(model: Model, extent: Extent, step: 1 | -1): number {
  const { fromMs, toMs } = shownStretch(model, extent);
  const spanMs = (toMs - fromMs) * (step > 0 ? 1 / zoomFactor : zoomFactor);
  const wholeMs = Math.max(leastSpanMs, extent.toMs - extent.fromMs, extent.isGrowing ? longestLiveSpanMs : 0);
  return Math.min(Math.max(leastSpanMs, spanMs), wholeMs);
}
