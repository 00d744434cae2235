// What is observed, as every view draws it: plain data. In: nothing. Out: types, and the questions that views ask of them.
import type {
  CallRow,
  EventRow,
  Landmark,
  RangeNumbers,
  Report,
  ReportSession,
  ReportVerdict,
  SeriesPoint,
  SeriesSummary,
  Stall,
  TimeRange,
} from '../../core/report/index.js';
import type { Model } from './model.js';
import type { PlaybackState } from './options.js';
import type { Extent } from './stretch.js';

export interface DashboardData {
  readonly report: Report;
  /** The chosen one; null for all, or when there is none. */
  readonly session: ReportSession | null;
  readonly extent: Extent;
  /** What timeline and flow show. */
  readonly shown: TimeRange;
  /** The part that all numbers are of, computed anew; null: all there is, as the report says. */
  readonly numbers: RangeNumbers | null;
  /** One a second: the last minute of the choice, or the range. */
  readonly seconds: readonly SeriesPoint[];
  readonly lastMinute: SeriesSummary;
  /** Seconds of what is shown; for the flow view. */
  readonly shownSeconds: readonly SeriesPoint[];
  readonly stalls: readonly Stall[];
  /** Calls of the choice that are under way, oldest first, among the newest. */
  readonly openCalls: readonly CallRow[];
  /** Calls of the choice before the filter; empty for views without calls. */
  readonly calls: readonly CallRow[];
  /** There are older calls than `calls` holds. */
  readonly isCallListCut: boolean;
  /** What `calls` were read for, and when. */
  readonly callsKey: string;
  readonly callsAtMs: number;
  /** `calls` filtered and sorted. */
  readonly rows: readonly CallRow[];
  /** Oldest first; empty for the other views. */
  readonly events: readonly EventRow[];
  readonly isEventListCut: boolean;
  /** What rules found, the weightiest first. */
  readonly verdicts: readonly ReportVerdict[];
  readonly landmarks: readonly Landmark[];
  /** Of a recording that can be played. */
  readonly playback: PlaybackState | null;
  readonly notices: readonly string[];
}

/** Latency and calls in flight of the choice: of the range, or of the whole session. */
export function latencyOf({ numbers, session }: DashboardData): Pick<ReportSession, 'latency' | 'chunkCheck'> | null {
  return numbers ?? session;
}

/** Row of the cursor in the call table, -1 in an empty one. */
export function selectedRow({ rows }: DashboardData, model: Model): number {
  const { selectedId, sort, isReversed } = model.table;
  const growsAtEnd = sort === 'time' && !isReversed;
  if (model.isFollowing) return rows.length === 0 ? -1 : growsAtEnd ? rows.length - 1 : 0;
  const row = selectedId === null ? 0 : rows.findIndex((call) => call.id === selectedId);
  // The call was filtered away or let go: the cursor stays near where it was.
  return row >= 0 ? Math.min(row, rows.length - 1) : Math.min(model.table.firstRow, rows.length - 1);
}

/** The same in the list of events. */
export function selectedEvent({ events }: DashboardData, { events: list, isFollowing }: Model): number {
  if (isFollowing) return events.length - 1;
  const row = list.selectedId === null ? 0 : events.findIndex((event) => event.id === list.selectedId);
  return row >= 0 ? Math.min(row, events.length - 1) : Math.min(list.firstRow, events.length - 1);
}

export const foundVerdicts = ({ verdicts }: DashboardData): readonly ReportVerdict[] =>
  verdicts.filter((verdict) => verdict.state === 'found');

/** Verdicts have no number of their own: their place in the list is. */
export function selectedVerdict(data: DashboardData, { verdicts: list }: Model): number {
  return Math.min(list.selectedId ?? 0, foundVerdicts(data).length - 1);
}
