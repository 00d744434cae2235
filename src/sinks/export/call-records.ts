// `report --format csv` and `ndjson`: every call as a flat record, oldest first, with its wall clock. In: the report and its calls.
// Out: RFC 4180 with a header line and CRLF, or one JSON value a line. Null is an empty cell. `--filter` chooses the calls.
import type { CallRow, Report } from '../../core/report/index.js';
import { roundNumber } from '../../core/report/index.js';
import type { ReportDetails } from './format.js';
import { formatWallClock } from './wall-clock.js';

type Cell = string | number | boolean | null;

/** Columns in their order; names and units are those of the report. */
const columns = [
  'startedAtMs',
  'id',
  'session',
  'connection',
  'protocol',
  'stream',
  'operation',
  'archive',
  'method',
  'target',
  'status',
  'state',
  'isStuck',
  'requestBytes',
  'responseBytes',
  'uploadMs',
  'blockedMs',
  'waitMs',
  'responseMs',
  'durationMs',
  'appendedBy',
] as const satisfies readonly (keyof CallRow)[];

const cellsOf = (report: Report, call: CallRow): readonly (readonly [name: string, value: Cell])[] => [
  ['startedAt', formatWallClock(report, call.startedAtMs)],
  ...columns.map((name) => [name, call[name]] as const),
];
function formatCell(value: Cell): string {
  if (value === null) return '';
  const text = String(roundNumber('', value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function renderCsv(report: Report, details: ReportDetails): string {
  const rows = details.calls({ order: 'oldest-first' }).map((call) =>
    cellsOf(report, call)
      .map(([, value]) => formatCell(value))
      .join(','),
  );
  return `${[['startedAt', ...columns].join(','), ...rows].join('\r\n')}\r\n`;
}

export function renderNdjson(report: Report, details: ReportDetails): string {
  return details
    .calls({ order: 'oldest-first' })
    .map((call) => `${JSON.stringify(Object.fromEntries(cellsOf(report, call)), roundNumber)}\n`)
    .join('');
}
