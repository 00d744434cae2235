// What is observed, read from the feed for what the user chose. In: feed, model. Out: plain data that every view draws from.
// Reads a bounded number of calls; sorts and filters, computes no numbers.
import {
  type CallRow,
  fillSeconds,
  matchesFilter,
  type Report,
  type ReportSession,
  type SeriesPoint,
  type SeriesSummary,
  summariseSeries,
} from '../../core/report/index.js';
import type { Model, SessionChoice } from './model.js';
import type { DashboardFeed } from './options.js';
import { sortOf } from './sorts.js';

/** Rows of a live table: read ten times a second, they cost under a tenth of a core (measured at 2 000 calls/s). */
const maxLiveCalls = 2_000;
/** Rows of a table that stands still: all that the analyzer keeps of a session of 500 GB. */
const maxStillCalls = 120_000;
/** Looked through for calls that are open; one that hangs longer is in the report as stuck. */
const maxSearchedCalls = 500;
/** "The last minute" of product.md 4. */
export const minuteSecondCount = 60;

export interface DashboardData {
  readonly report: Report;
  /** The chosen one; null for all, or when there is none. */
  readonly session: ReportSession | null;
  /** One a second, the last minute of the choice. */
  readonly seconds: readonly SeriesPoint[];
  readonly lastMinute: SeriesSummary;
  /** Calls of the choice that are under way, oldest first, among the newest `maxSearchedCalls`. */
  readonly openCalls: readonly CallRow[];
  /** Calls of the choice before the filter; empty for views without calls. */
  readonly calls: readonly CallRow[];
  /** There are older calls than `calls` holds. */
  readonly isCallListCut: boolean;
  /** `calls` filtered and sorted. */
  readonly rows: readonly CallRow[];
  readonly notices: readonly string[];
}

export interface DataSource {
  readonly feed: DashboardFeed;
  readonly notices: readonly string[];
  readonly isLive: boolean;
}

/** `frozen`: the report of a paused dashboard, beyond which nothing is shown. */
export function readData(source: DataSource, model: Model, frozen: Report | null): DashboardData {
  const report = frozen ?? source.feed.report();
  const session = chooseSession(report, model.session);
  const which = session === null ? {} : { session: session.id };
  const endMs = session === null || session.outcome === 'open' ? report.durationMs : endOf(session);
  const minute = { fromMs: endMs - minuteSecondCount * 1000, toMs: report.durationMs };
  const seconds = fillSeconds(source.feed.series({ ...which, ...minute }), endMs, minuteSecondCount);
  const data = {
    report,
    session,
    seconds,
    lastMinute: summariseSeries(seconds),
    openCalls: [],
    calls: [],
    isCallListCut: false,
    rows: [],
    notices: [...source.notices],
  };
  const range = { ...which, toMs: report.durationMs, order: 'newest-first' } as const;
  if (model.view !== 'calls') {
    const newest = source.feed.calls({ ...range, limit: maxSearchedCalls });
    return { ...data, openCalls: newest.filter((call) => call.state === 'open').reverse() };
  }
  const limit = source.isLive && !model.isPaused ? maxLiveCalls : maxStillCalls;
  const newest = source.feed.calls({ ...range, limit: limit + 1 });
  const calls = newest.slice(0, limit).reverse();
  return arrangeRows({ ...data, calls, isCallListCut: newest.length > limit }, model);
}

/** Filter and order anew, with the same calls. */
export function arrangeRows(data: DashboardData, model: Model): DashboardData {
  const { filter, sort, isReversed } = model.table;
  const rows = data.calls.filter((call) => matchesFilter(call, filter.terms, data.report.durationMs));
  rows.sort(sortOf(sort).compare);
  return { ...data, rows: isReversed ? rows.reverse() : rows };
}

export function chooseSession(report: Report, choice: SessionChoice): ReportSession | null {
  if (choice === 'all') return null;
  if (choice === 'newest') return report.sessions.at(-1) ?? null;
  return report.sessions.find((session) => session.id === choice) ?? null;
}

/** Row of the cursor, -1 in an empty table. */
export function selectedRow({ rows }: DashboardData, model: Model): number {
  const { selectedId, sort, isReversed } = model.table;
  const growsAtEnd = sort === 'time' && !isReversed;
  if (model.isFollowing) return rows.length === 0 ? -1 : growsAtEnd ? rows.length - 1 : 0;
  const row = selectedId === null ? 0 : rows.findIndex((call) => call.id === selectedId);
  // The call was filtered away or let go: the cursor stays near where it was.
  return row >= 0 ? Math.min(row, rows.length - 1) : Math.min(model.table.firstRow, rows.length - 1);
}

const endOf = (session: ReportSession): number => session.startedAtMs + session.durationMs;
