// What the HTML report may ask beside the report. In: nothing. Out: types only; the analyzer satisfies it (D11).
import type { CallQuery, CallRow, SeriesPoint, SeriesQuery, Stall, StallQuery, Zone } from '../../core/report/index.js';

export interface ReportAnswers {
  /** Of times of day that people read; absent: UTC. */
  readonly zone?: Zone;
  calls(query: CallQuery): readonly CallRow[];
  series(query: SeriesQuery): readonly SeriesPoint[];
  stalls(query: StallQuery): readonly Stall[];
}
