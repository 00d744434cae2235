// View 4, latency: percentiles of each operation, and a histogram of the chosen one, of the whole time of a call or of one of its
// parts. In: model, data (calls of the choice), room. Out: lines.
import { type CallPart, countOf, formatClock, formatCount, formatDuration } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import type { Model } from '../../model.js';
import {
  type Column,
  type Line,
  layOutTable,
  line,
  restyle,
  ruleWithTitle,
  scrollTo,
  span,
} from '../../screen/index.js';
import type { Paper, View } from '../view.js';
import { emptyNote } from '../words.js';
import { drawHistogram } from './histogram.js';
import { chosenRow, type LatencyRow, latencyRows } from './latency-rows.js';

export const partWords: Readonly<Record<CallPart, string>> = {
  total: 'whole time',
  upload: 'upload: first to last byte of the request',
  wait: 'wait: last byte of the request to first of the reply',
  response: 'reply: first to last byte',
};

/** Above the list. */
const titleRowCount = 1;

const durationColumn = (title: string, pick: (row: LatencyRow) => number, dropOrder = 0): Column<LatencyRow> => ({
  title,
  width: 8,
  align: 'right',
  dropOrder,
  cell: (row) => line(formatDuration(pick(row))),
});

const columns: readonly Column<LatencyRow>[] = [
  { title: '', width: 18, align: 'left', isGrowing: true, cell: (row) => line(row.name) },
  { title: 'count', width: 8, align: 'right', cell: (row) => line(formatCount(row.summary.count)) },
  durationColumn('p50', (row) => row.summary.p50Ms),
  durationColumn('p95', (row) => row.summary.p95Ms),
  durationColumn('p99', (row) => row.summary.p99Ms),
  durationColumn('max', (row) => row.summary.maxMs, 1),
];

export const latencyView: View = {
  id: 'latency',
  key: '4',
  help: 'latency: percentiles and a histogram of each operation, split into parts',
  render(model, data, paper) {
    const { columnCount, rowCount } = paper.size;
    const { part } = model.latency;
    const rows = latencyRows(data.rows, part);
    const heading = describeCounted(model, data);
    const table = layOutTable({ heading, indent: 1, columns }, columnCount, paper.glyphs);
    const selected = chosenRow(rows, model.latency);
    const row = rows[selected];
    if (row === undefined) return [table.heading, ...emptyNote(emptyText(model, data), columnCount)];
    const list = rowsInSight(rows, selected, rowCount).map((one): Line => {
      const drawn = table.line(one);
      return one === row ? restyle([span(paper.glyphs.cursor), ...drawn.slice(1)], 'selected') : drawn;
    });
    const chartPaper: Paper = { ...paper, size: { columnCount, rowCount: rowCount - list.length - 2 } };
    return [
      table.heading,
      ...list,
      ruleWithTitle(`${row.name}, ${partWords[part]}`, 't: next part', columnCount, paper.glyphs),
      ...drawHistogram(row.calls, part, row.summary, chartPaper),
    ];
  },
  targetAt(model, data, { size }, { row }) {
    const rows = latencyRows(data.rows, model.latency.part);
    const target = rowsInSight(rows, chosenRow(rows, model.latency), size.rowCount)[row - titleRowCount];
    return target === undefined ? null : { kind: 'latency', rows: target.id };
  },
};

/** The chosen one among them; the histogram has the other half. */
function rowsInSight(rows: readonly LatencyRow[], selected: number, rowCount: number): readonly LatencyRow[] {
  const count = Math.min(rows.length, Math.max(2, Math.floor(rowCount / 2) - 1));
  const first = scrollTo(selected, Math.max(0, selected - count + 1), count, rows.length);
  return rows.slice(first, first + count);
}

function describeCounted({ table }: Model, { session, numbers, calls, rows, isCallListCut }: DashboardData): string {
  const whose = session === null ? 'all sessions' : `session ${session.id}`;
  const when = numbers === null ? '' : `, ${formatClock(numbers.fromMs)} to ${formatClock(numbers.toMs)}`;
  const filter = table.filter.terms.length === 0 ? '' : ` that match ${table.filter.text}`;
  const cut = isCallListCut ? `newest ${countOf(calls.length, 'call')}` : countOf(rows.length, 'call');
  return `${cut}${filter} of ${whose}${when}`;
}

function emptyText({ table }: Model, { calls }: DashboardData): string {
  if (calls.length > 0 && table.filter.terms.length > 0)
    return `No answered call matches ${table.filter.text}. Press esc to drop the filter.`;
  return 'No call has been answered yet; each answer counts here, split into upload, wait and reply.';
}
