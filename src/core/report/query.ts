// Questions that a sink asks beside the report: which calls, which stretch of the series (D11).
// In: nothing. Out: types only. The answers are `CallRow` and `SeriesPoint` of report.ts.

/** Absent = no limit of that kind. A call is in range when any of it lies between `fromMs` and `toMs`. */
export interface CallQuery {
  readonly session?: number;
  readonly connection?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** At most this many rows, the first ones in the asked order. */
  readonly limit?: number;
  /** By the start of the call; `oldest-first` unless said. */
  readonly order?: 'oldest-first' | 'newest-first';
}

/** Absent session = all sessions added up; points come oldest first, seconds without traffic may be missing. */
export interface SeriesQuery {
  readonly session?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
}

/** Events that are still kept, the newest so many of a run. */
export interface EventQuery {
  readonly connection?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
  /** Lower-case part of the line. */
  readonly text?: string;
  readonly limit?: number;
  readonly order?: 'oldest-first' | 'newest-first';
}
