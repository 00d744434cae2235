// What is observed, read from the feed for what the user chose. In: feed, model. Out: plain data. Reads a bounded number of calls
// and events; sorts and filters, computes no numbers. Remembers only the last long answer of a live feed, for part of a second.
import {
  type CallRow,
  fillSeconds,
  landmarksOf,
  matchesFilter,
  numbersOfRange,
  type Report,
  type ReportSession,
  type ReportVerdict,
  summariseSeries,
  type TimeRange,
} from '../../core/report/index.js';
import type { DashboardData } from './data.js';
import type { Model, SessionChoice } from './model.js';
import type { DashboardFeed } from './options.js';
import { sortOf } from './sorts.js';
import { countedRange, extentOf, shownStretch } from './stretch.js';

/** Rows of a live table: read ten times a second, they cost under a tenth of a core (measured at 2 000 calls/s). */
const maxLiveCalls = 2_000;
/** Rows of a table that stands still: all that the analyzer keeps of a session of 500 GB. */
const maxStillCalls = 120_000;
/** Looked through for calls that are open; one that hangs longer is in the report as stuck. */
const maxSearchedCalls = 500;
const maxLiveEvents = 500;
const maxStillEvents = 50_000;
/** Live, the pictures made of many calls are read anew this often: each time a few per cent of a core. */
const liveCallsEveryMs = 300;
/** "The last minute" of product.md 4. */
export const minuteSecondCount = 60;
/** Seconds of a range that are drawn. */
const maxRangeSecondCount = 14_400;

export interface DataSource {
  readonly feed: DashboardFeed;
  readonly notices: readonly string[];
  readonly isLive: boolean;
}

type Choice = Pick<DashboardData, 'report' | 'session' | 'extent' | 'shown'>;
type Seconds = Pick<DashboardData, 'seconds' | 'lastMinute' | 'numbers'>;

/** `frozen`: the report of a paused dashboard, beyond which nothing is shown. `previous`: what was read before. */
export function readData(
  source: DataSource,
  model: Model,
  frozen: Report | null,
  previous: DashboardData | null = null,
): DashboardData {
  const { feed } = source;
  const report = frozen ?? feed.report();
  const session = chooseSession(report, model.session);
  const extent = extentOf(report, session, source.isLive);
  const choice = {
    report,
    session,
    extent,
    shown: stretchOfPicture(model, feed, session) ?? shownStretch(model, extent),
  };
  const data: DashboardData = {
    ...choice,
    ...readSeconds(source, model, choice),
    shownSeconds: [],
    stalls: [],
    openCalls: [],
    calls: [],
    isCallListCut: false,
    callsKey: callsKeyOf(model, session, choice.shown),
    callsAtMs: report.durationMs,
    rows: [],
    events: [],
    isEventListCut: false,
    verdicts: verdictsOf(report, session),
    landmarks: landmarksOf(feed.playback?.wholeReport ?? report),
    playback: feed.playback?.state() ?? null,
    notices: [...source.notices],
  };
  const recent = source.isLive && !model.isPaused && previous !== null ? recentCalls(previous, data, model) : null;
  return { ...data, ...(recent ?? readForView(source, model, data)) };
}

/** Of a recording that stands somewhere the axis is that of the whole session: it does not move when time does. */
function stretchOfPicture(model: Model, { playback }: DashboardFeed, session: ReportSession | null): TimeRange | null {
  if (playback === undefined) return null;
  const { positionMs, endMs } = playback.state();
  const whole = session === null ? null : playback.wholeReport.sessions.find((one) => one.id === session.id);
  const extent = extentOf(playback.wholeReport, whole ?? null, false);
  const cursorMs = positionMs < endMs ? positionMs : null;
  return shownStretch({ ...model, time: { ...model.time, cursorMs } }, extent);
}

function callsKeyOf({ view, table, time }: Model, session: ReportSession | null, shown: TimeRange): string {
  const stretch = view === 'timeline' ? `${shown.fromMs} ${shown.toMs}` : '';
  return `${view} ${session?.id} ${table.filter.text} ${time.spanMs} ${time.cursorMs} ${stretch}`;
}

/** Those read a moment ago for the same picture; null: they must be read. */
function recentCalls(
  previous: DashboardData,
  { callsKey, report }: DashboardData,
  { view }: Model,
): Partial<DashboardData> | null {
  // A list that grows past its limit is not read line by line: nobody could.
  const isSlow = view === 'timeline' || view === 'latency' || (view === 'calls' && previous.isCallListCut);
  if (!isSlow) return null;
  if (previous.callsKey !== callsKey || report.durationMs - previous.callsAtMs >= liveCallsEveryMs) return null;
  const { calls, rows, stalls, isCallListCut, callsAtMs } = previous;
  return { calls, rows, stalls, isCallListCut, callsAtMs };
}

function readForView(source: DataSource, model: Model, data: DashboardData): Partial<DashboardData> {
  const { feed } = source;
  const which = ofSession(data.session);
  switch (model.view) {
    case 'overview':
      return { openCalls: readOpenCalls(feed, model, data) };
    case 'timeline':
      return {
        ...arrangeRows({ ...data, ...readCalls(source, model, data, data.shown) }, model),
        stalls: feed.stalls({ ...which, ...data.shown }),
      };
    case 'calls':
    case 'latency':
      return arrangeRows({ ...data, ...readCalls(source, model, data, endOfTime(model, data)) }, model);
    case 'flow':
      return {
        stalls: feed.stalls({ ...which, ...data.shown }),
        shownSeconds: feed.series({ ...which, ...data.shown }),
      };
    case 'verdicts':
      return {};
    case 'events':
      return readEvents(source, model, data);
  }
}

/** Filter and order anew, with the same calls. */
export function arrangeRows(data: DashboardData, model: Model): DashboardData {
  const { filter, sort, isReversed } = model.table;
  const rows = data.calls.filter((call) => matchesFilter(call, filter.terms, data.report.durationMs));
  if (model.view !== 'calls') return { ...data, rows };
  rows.sort(sortOf(sort).compare);
  return { ...data, rows: isReversed ? rows.reverse() : rows };
}

export function chooseSession(report: Report, choice: SessionChoice): ReportSession | null {
  if (choice === 'all') return null;
  if (choice === 'newest') return report.sessions.at(-1) ?? null;
  return report.sessions.find((session) => session.id === choice) ?? null;
}

const ofSession = (session: ReportSession | null): { readonly session?: number } =>
  session === null ? {} : { session: session.id };

function endOfTime(model: Model, { report, extent }: Choice): { readonly fromMs?: number; readonly toMs: number } {
  const range = countedRange(model, extent);
  if (range === null) return { toMs: report.durationMs };
  // A cursor alone bounds only the end: also what began before the session is among its calls.
  return model.time.range === null && model.time.markMs === null ? { toMs: range.toMs } : range;
}

function readSeconds(source: DataSource, model: Model, { report, session, extent }: Choice): Seconds {
  const { feed } = source;
  const which = ofSession(session);
  const range = countedRange(model, extent);
  const isStretch = range !== null && (model.time.range !== null || model.time.markMs !== null);
  // The last second that has any of it.
  const endMs = range === null ? extent.toMs : Math.max(range.fromMs, Math.ceil(range.toMs / 1000) * 1000 - 1);
  const wanted = isStretch ? Math.floor(endMs / 1000) - Math.floor(range.fromMs / 1000) + 1 : minuteSecondCount;
  const secondCount = Math.min(maxRangeSecondCount, wanted);
  const points = feed.series({ ...which, fromMs: endMs - secondCount * 1000, toMs: range?.toMs ?? report.durationMs });
  const seconds = fillSeconds(points, endMs, secondCount);
  const lastMinute = summariseSeries(seconds);
  if (range === null) return { seconds, lastMinute, numbers: null };
  const calls = feed.calls({ ...which, ...range, order: 'newest-first', limit: maxStillCalls });
  const counted = isStretch ? seconds : feed.series({ ...which, ...range });
  return { seconds, lastMinute, numbers: numbersOfRange(calls, counted, range) };
}

function readOpenCalls(feed: DashboardFeed, model: Model, data: DashboardData): readonly CallRow[] {
  const stretch = { ...ofSession(data.session), ...endOfTime(model, data) };
  const newest = feed.calls({ ...stretch, order: 'newest-first', limit: maxSearchedCalls });
  return newest.filter((call) => call.state === 'open').reverse();
}

type CallList = Pick<DashboardData, 'calls' | 'isCallListCut'>;

function readCalls(source: DataSource, model: Model, { session }: Choice, stretch: Partial<TimeRange>): CallList {
  const limit = source.isLive && !model.isPaused ? maxLiveCalls : maxStillCalls;
  const query = { ...ofSession(session), ...stretch, order: 'newest-first', limit: limit + 1 } as const;
  const newest = source.feed.calls(query);
  return { calls: newest.slice(0, limit).reverse(), isCallListCut: newest.length > limit };
}

function readEvents(source: DataSource, model: Model, data: DashboardData): Partial<DashboardData> {
  const { session } = data;
  const limit = source.isLive && !model.isPaused ? maxLiveEvents : maxStillEvents;
  const events = source.feed.events({
    ...(session === null ? {} : { connection: session.connection }),
    ...endOfTime(model, data),
    ...(model.events.search === '' ? {} : { text: model.events.search }),
    order: 'newest-first',
    limit: limit + 1,
  });
  return { events: events.slice(0, limit).reverse(), isEventListCut: events.length > limit };
}

/** Those of the chosen session, and those about no session. */
function verdictsOf(report: Report, session: ReportSession | null): readonly ReportVerdict[] {
  if (session === null) return report.verdicts;
  return report.verdicts.filter((verdict) => verdict.session === null || verdict.session === session.id);
}
