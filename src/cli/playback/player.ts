// A recording whose time can be moved. In: its Events, a fresh analyzer on demand. Out: a feed for the dashboard that answers as of any
// moment, also while it plays. Asked, never told: time passes when somebody looks. Going back analyses anew from the start.
import type { Analyzer } from '../../core/analyzer.js';
import type { Event } from '../../core/event/index.js';
import type { DashboardFeed, Playback, PlaybackState } from '../../sinks/dashboard/index.js';
import { OperatorError } from '../errors/index.js';

/** More are not kept: some 100 MB, and a second or two to go back to the start. */
export const maxPlayedEvents = 400_000;
const speedLimits = { least: 1, most: 1000 } as const;

export interface Recording {
  /** In order of time. */
  readonly events: readonly Event[];
  createAnalyzer(): Analyzer;
  /** A clock that never goes back. */
  nowMs(): number;
}

export interface Player extends DashboardFeed {
  readonly playback: Playback;
}

interface Playing {
  readonly sinceMs: number;
  readonly fromMs: number;
}

/** Stands at the end. */
export function createPlayer(recording: Recording): Player {
  const { events } = recording;
  const whole = recording.createAnalyzer();
  for (const event of events) whole.feed(event);
  const wholeReport = whole.report();
  const endMs = wholeReport.durationMs;
  let analyzer = whole;
  let fedCount = events.length;
  let positionMs = endMs;
  let speed = 1;
  let playing: Playing | null = null;

  const moveTo = (atMs: number): void => {
    if (atMs >= endMs) {
      analyzer = whole;
      fedCount = events.length;
    } else if (atMs < positionMs) {
      analyzer = recording.createAnalyzer();
      fedCount = 0;
    }
    for (let next = events[fedCount]; next !== undefined && next.atMs <= atMs; next = events[fedCount]) {
      analyzer.feed(next);
      fedCount += 1;
    }
    positionMs = Math.min(atMs, endMs);
    analyzer.advanceTo(positionMs);
  };
  const catchUp = (): void => {
    if (playing === null) return;
    moveTo(playing.fromMs + (recording.nowMs() - playing.sinceMs) * speed);
    if (positionMs >= endMs) playing = null;
  };
  const playback: Playback = {
    wholeReport,
    state: (): PlaybackState => ({ positionMs, endMs, isPlaying: playing !== null, speed }),
    seek(atMs) {
      moveTo(Math.min(Math.max(0, atMs), endMs));
      if (playing !== null) playing = { sinceMs: recording.nowMs(), fromMs: positionMs };
    },
    play(wanted) {
      catchUp();
      if (positionMs >= endMs) moveTo(0);
      speed = wanted ?? speed;
      playing = { sinceMs: recording.nowMs(), fromMs: positionMs };
    },
    stop() {
      catchUp();
      playing = null;
    },
  };
  return {
    playback,
    report() {
      catchUp();
      return analyzer.report();
    },
    calls: (query) => analyzer.calls(query),
    series: (query) => analyzer.series(query),
    stalls: (query) => analyzer.stalls(query),
    events: (query) => analyzer.events(query),
  };
}

export function parseSpeed(text: string): number {
  const speed = Number(text);
  if (speed >= speedLimits.least && speed <= speedLimits.most) return speed;
  throw new OperatorError(
    `--speed takes a number from ${speedLimits.least} to ${speedLimits.most}, not ${text}.`,
    'For example: --speed 20',
  );
}
