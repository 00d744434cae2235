// The formats of `report --format`, in the order of the help: a new format is one file and one line here.
// In: the report and, beside it, calls and series on demand (D11). Out: text. Formats compute no numbers of their own.
import type {
  CallQuery,
  CallRow,
  Report,
  SeriesPoint,
  SeriesQuery,
  Stall,
  StallQuery,
} from '../../core/report/index.js';
import { renderHtml } from '../html/index.js';
import { renderCalls } from './calls.js';
import { renderJson } from './json.js';
import { renderText } from './text/index.js';

/** What a format may ask beside the report; the analyzer satisfies it. */
export interface ReportDetails {
  calls(query: CallQuery): readonly CallRow[];
  series(query: SeriesQuery): readonly SeriesPoint[];
  stalls(query: StallQuery): readonly Stall[];
}

export interface Format {
  /** The word after `--format`. */
  readonly id: string;
  readonly describe: string;
  render(report: Report, details: ReportDetails): string;
}

export const formats: readonly Format[] = [
  { id: 'text', describe: 'for people, 80 columns', render: renderText },
  { id: 'json', describe: 'the whole report, for scripts', render: renderJson },
  { id: 'html', describe: 'one file with charts, for a browser', render: renderHtml },
  { id: 'calls', describe: 'one line per call', render: renderCalls },
];
