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
  Zone,
} from '../../core/report/index.js';

/** Where the numbers come from: the live analyzer, or one that has read a file. Asked, never told. */
export interface DashboardFeed {
  report(): Report;
  calls(query: CallQuery): readonly CallRow[];
  series(query: SeriesQuery): readonly SeriesPoint[];
  stalls(query: StallQuery): readonly Stall[];
  events(query: EventQuery): readonly EventRow[];
  /** A recording whose time can be moved: the feed then answers as of that moment. */
  readonly playback?: Playback;
}

export interface PlaybackState {
  readonly positionMs: number;
  readonly endMs: number;
  readonly isPlaying: boolean;
  /** Seconds of the recording in a second. */
  readonly speed: number;
}

export interface Playback {
  /** The report of the whole recording. */
  readonly wholeReport: Report;
  state(): PlaybackState;
  /** Everything up to `atMs` has happened, nothing after it. */
  seek(atMs: number): void;
  /** `speed` null: as before. From the end, from the beginning. */
  play(speed: number | null): void;
  stop(): void;
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
  /** Of times of day; absent: UTC. */
  readonly zone?: Zone;
  readonly colour: 'none' | '16' | '256';
  /** Wheel and clicks are ours, at the start; absent: the terminal's. */
  readonly hasMouse?: boolean;
  /** Sessions go through this very process: it must not be stopped by a key. */
  readonly isRelay?: boolean;
  /** Says how to begin, until the first key. */
  readonly isFirstRun?: boolean;
  /** By name; `@name` stands for it in a filter. */
  readonly savedFilters?: Readonly<Record<string, string>>;
  /** The user saved a filter, or dropped one (null). Throws an Error whose message is shown when it cannot be kept. */
  onSaveFilter?(name: string, text: string | null): void;
  /** The user wants the report in a file, of his name or of ours. Out: its path. Rejects as above. */
  writeReport?(path: string | null): Promise<string>;
  /** The user wants to leave; the terminal is restored already. */
  onQuit(): void;
  /** The dashboard broke; the terminal is restored already. Absent: a line on `output`, and a recording quits. */
  onCrash?(error: unknown): void;
  /** After a refresh no other for this many times what its picture took: what shares our thread must go on. Keys do not wait. */
  readonly restFactor?: number;
  /** Least time between two redraws; absent: 100 ms. */
  readonly redrawEveryMs?: number;
}

export interface Dashboard {
  /** Something may have changed: redraws, soon if it did just now. */
  refresh(): void;
  /** Restores the terminal; again is allowed. */
  close(): void;
}
