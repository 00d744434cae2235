// What the dashboard is given and what it gives back. In: nothing. Out: types only.
import type {
  CallQuery,
  CallRow,
  EventQuery,
  EventRow,
  Report,
  SeriesPoint,
  SeriesQuery,
  Stall,
  StallQuery,
} from '../../core/report/index.js';

/** Where the numbers come from: the live analyzer, or one that has read a file. Asked, never told. */
export interface DashboardFeed {
  report(): Report;
  calls(query: CallQuery): readonly CallRow[];
  series(query: SeriesQuery): readonly SeriesPoint[];
  stalls(query: StallQuery): readonly Stall[];
  events(query: EventQuery): readonly EventRow[];
}

export interface DashboardOptions {
  readonly feed: DashboardFeed;
  /** What is being watched: a file, an upstream, `demo`. */
  readonly title: string;
  /** False: a recording, whose time stands still. */
  readonly isLive: boolean;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Messages of the program, oldest first; the owner keeps it short. */
  readonly notices: readonly string[];
  readonly isAscii: boolean;
  readonly colour: 'none' | '16' | '256';
  /** The user wants to leave; the terminal is restored already. */
  onQuit(): void;
  /** The dashboard broke; the terminal is restored already. Absent: a line on `output`, and a recording quits. */
  onCrash?(error: unknown): void;
  /** Least time between two redraws; absent: 100 ms. */
  readonly redrawEveryMs?: number;
}

export interface Dashboard {
  /** Something may have changed: redraws, soon if it did just now. */
  refresh(): void;
  /** Restores the terminal; again is allowed. */
  close(): void;
}
