// `report --format calls`: one line per call, oldest first, for grep and for eyes. In: the report and its calls. Out: text, a call a
// line, not cut to a width. Computes nothing; `--filter` chooses the calls.
import { type CallRow, formatBytes, formatClock, formatDuration, type Report } from '../../core/report/index.js';
import type { ReportDetails } from './format.js';
import { cutText } from './text/index.js';

const titles = [
  'time',
  'session',
  'operation',
  'archive',
  'sent',
  'received',
  'upload',
  'wait',
  'reply',
  'total',
  'status',
  'target',
];
/** Everything that the wire may put into a cell. */
const widestCell = 400;

const duration = (durationMs: number | null): string => (durationMs === null ? '-' : formatDuration(durationMs));

function cellsOf(call: CallRow): string[] {
  return [
    formatClock(call.startedAtMs),
    call.session === null ? '-' : String(call.session),
    call.operation,
    call.archive ?? '-',
    formatBytes(call.requestBytes),
    formatBytes(call.responseBytes),
    duration(call.uploadMs),
    duration(call.waitMs),
    duration(call.responseMs),
    duration(call.durationMs),
    `${call.status ?? call.state}${call.isStuck ? ' stuck' : ''}`,
    call.target,
  ].map((cell) => cutText(cell, widestCell));
}

export function renderCalls(_report: Report, details: ReportDetails): string {
  const lines = [titles, ...details.calls({ order: 'oldest-first' }).map(cellsOf)];
  const widths = titles.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return `${lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`;
}
