// What the HTML report may ask beside the report. In: nothing. Out: types only; the analyzer satisfies it (D11).
import type { CallQuery, CallRow, SeriesPoint, SeriesQuery, Stall, StallQuery } from '../../core/report/index.js';

export interface ReportAnswers {
  calls(query: CallQuery): readonly CallRow[];
  series(query: SeriesQuery): readonly SeriesPoint[];
  stalls(query: StallQuery): readonly Stall[];
}
