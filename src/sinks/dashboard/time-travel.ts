// Moving through time: hold, scrub, zoom, ranges, the next problem. In: model, what is observed. Out: the next model. Where the
// input is a recording that can be played, the wish is to move it; elsewhere a cursor bounds what is shown.
import { formatClock } from '../../core/report/index.js';
import type { DashboardData } from './data.js';
import { type Model, type TimeChoice, type Wish, wholeTime } from './model.js';
import { orderedRange, zoomSpan } from './stretch.js';

/** Of what is on the screen, or of the whole where nothing is zoomed. */
const strideShares = { short: 1 / 40, long: 1 / 8 } as const;

export const wish = (model: Model, one: Wish): Model => ({ ...model, wishes: [...model.wishes, one] });

/** The moment that is looked at. */
export function momentOf({ time }: Model, { playback, extent }: DashboardData): number {
  return time.cursorMs ?? playback?.positionMs ?? extent.toMs;
}

export function holdOrGoOn(model: Model, data: DashboardData): Model {
  const { playback } = data;
  if (playback !== null) {
    const whole = { ...model, time: { ...wholeTime, spanMs: model.time.spanMs } };
    return wish(whole, playback.isPlaying ? { kind: 'stop' } : { kind: 'play', speed: null });
  }
  if (!model.isPaused) return { ...model, isPaused: true };
  return { ...model, isPaused: false, time: { ...wholeTime, spanMs: model.time.spanMs } };
}

/** Back to all there is: a live picture goes on, a recording stands at its end. */
export function dropTime(model: Model, { playback }: DashboardData): Model {
  const hasHeld = model.time.cursorMs !== null || model.time.markMs !== null || model.time.range !== null;
  const dropped = { ...model, time: { ...wholeTime, spanMs: model.time.spanMs } };
  if (playback !== null && !hasHeld && !playback.isPlaying)
    return wish(dropped, { kind: 'seek', atMs: playback.endMs });
  return hasHeld ? { ...dropped, isPaused: false } : dropped;
}

/** To a moment: what came after it is not shown. */
export function goTo(model: Model, data: DashboardData, atMs: number): Model {
  const { playback } = data;
  if (playback !== null) {
    const time = { ...model.time, cursorMs: null, range: null };
    const inside = Math.min(Math.max(0, atMs), playback.endMs);
    return wish(wish({ ...model, time }, { kind: 'stop' }), { kind: 'seek', atMs: inside });
  }
  const inside = Math.min(Math.max(0, atMs), data.report.durationMs);
  return hold(model, { ...model.time, range: null, cursorMs: inside });
}

export function scrub(model: Model, data: DashboardData, step: 1 | -1, stride: keyof typeof strideShares): Model {
  const wholeMs = Math.max(1, (data.playback?.endMs ?? data.extent.toMs) - data.extent.fromMs);
  const baseMs = Math.min(model.time.spanMs ?? wholeMs, Math.max(wholeMs, data.shown.toMs - data.shown.fromMs));
  return goTo(model, data, momentOf(model, data) + step * baseMs * strideShares[stride]);
}

export function zoom(model: Model, data: DashboardData, step: 1 | -1 | 'whole'): Model {
  const spanMs =
    step === 'whole' ? Math.max(1, data.extent.toMs - data.extent.fromMs) : zoomSpan(model, data.extent, step);
  return { ...model, time: { ...model.time, spanMs } };
}

/** Begins a range at the moment, ends it there, drops it. */
export function mark(model: Model, data: DashboardData): Model {
  const { markMs, range } = model.time;
  const atMs = momentOf(model, data);
  if (range !== null) return dropTime(model, data);
  if (markMs !== null) return setRange(model, data, markMs, atMs);
  const begun = hold(model, { ...model.time, markMs: atMs, cursorMs: data.playback === null ? atMs : null });
  return { ...begun, message: `range from ${formatClock(atMs)}: move with , . < > and press v again` };
}

export function setRange(model: Model, data: DashboardData, oneMs: number, otherMs: number): Model {
  const range = orderedRange(oneMs, otherMs);
  const held = hold(model, { ...model.time, markMs: null, range });
  // What is counted must have happened.
  if (data.playback === null || data.playback.positionMs >= range.toMs) return held;
  return wish(wish(held, { kind: 'stop' }), { kind: 'seek', atMs: range.toMs });
}

/** The next one after the moment; after the last the first. */
export function jumpToProblem(model: Model, data: DashboardData): Model {
  const { landmarks } = data;
  const isAtEnd = model.time.cursorMs === null && data.playback === null;
  const fromMs = isAtEnd ? Number.NEGATIVE_INFINITY : momentOf(model, data);
  const index = Math.max(
    0,
    landmarks.findIndex((landmark) => landmark.atMs > fromMs),
  );
  const landmark = landmarks[index];
  if (landmark === undefined) return { ...model, message: 'nothing went wrong so far' };
  const session = model.session === 'all' || landmark.session === null ? model.session : landmark.session;
  const message = `problem ${index + 1} of ${landmarks.length}, ${formatClock(landmark.atMs)}: ${landmark.words}`;
  return { ...goTo({ ...model, session }, data, landmark.atMs), message };
}

/** A live picture that looked at the past while it went on would count anew ten times a second. */
function hold(model: Model, time: TimeChoice): Model {
  return { ...model, time, isPaused: true };
}
