// What a format is, by what it is made from: the report alone, every Event and then the report, every frame, or the bytes themselves.
// In: nothing. Out: types only. Formats compute no numbers of their own.
import type { FrameRecord } from '../../core/decode/index.js';
import type { Event } from '../../core/event/index.js';
import type {
  CallQuery,
  CallRow,
  Report,
  SeriesPoint,
  SeriesQuery,
  Stall,
  StallQuery,
  Zone,
} from '../../core/report/index.js';
import type { WireEvent } from '../../core/wire/index.js';

/** What a format may ask beside the report; the analyzer satisfies it. */
export interface ReportDetails {
  /** Of times of day that people read; absent: UTC. */
  readonly zone?: Zone;
  calls(query: CallQuery): readonly CallRow[];
  series(query: SeriesQuery): readonly SeriesPoint[];
  stalls(query: StallQuery): readonly Stall[];
}

interface Named {
  /** The word after `--format`. */
  readonly id: string;
  readonly describe: string;
}

export interface ReportFormat extends Named {
  readonly from: 'report';
  render(report: Report, details: ReportDetails): string | Promise<string>;
}

/** Too much for memory: written while it is read. */
export interface EventRendering {
  feed(event: Event): string;
  end(report: Report, details: ReportDetails): string;
}

export interface EventFormat extends Named {
  readonly from: 'events';
  begin(startedAtUnixMs: number): EventRendering;
}

export interface FrameFormat extends Named {
  readonly from: 'frames';
  /** Without its line end. */
  describeFrame(frame: FrameRecord): string;
}

export interface WireRendering {
  feed(event: WireEvent): readonly Uint8Array[];
  end(): readonly Uint8Array[];
}

/** Made from what only a capture has: the bytes. */
export interface WireFormat extends Named {
  readonly from: 'wire';
  begin(startedAtUnixMs: number): WireRendering;
}

/** Several files of rows from several recordings: sinks/parquet. */
export interface TablesFormat extends Named {
  readonly from: 'tables';
}

/** What one recording becomes in one file. */
export type SingleFormat = ReportFormat | EventFormat | FrameFormat | WireFormat;
export type Format = SingleFormat | TablesFormat;
