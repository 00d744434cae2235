// View 3, the calls: a table of which only the rows in sight are drawn, and the detail of the one under the cursor.
// In: model, data (rows filtered and sorted), room. Out: lines.
import {
  type CallRow,
  countOf,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
} from '../../../../core/report/index.js';
import { type DashboardData, selectedRow } from '../../data.js';
import { detailRowCount, tableRowCount, wideColumnCount } from '../../layout.js';
import type { Model } from '../../model.js';
import { type Column, type Line, layOutTable, line, restyle, span } from '../../screen/index.js';
import { sizeOf, sortOf } from '../../sorts.js';
import type { Paper, View } from '../view.js';
import { callStateSpan, durationOrUnknown, emptyNote } from '../words.js';
import { renderDetail } from './detail.js';
import { partsBar } from './parts-bar.js';

const barWidths = { wide: 10, narrow: 7 } as const;
/** `1:12:03.217`; shorter where all calls began in the first minutes. */
const widestClock = 11;

export const callsView: View = {
  id: 'calls',
  key: '3',
  help: 'calls: every request with its time, size and state',
  render(model, data, paper) {
    const { columnCount } = paper.size;
    const heading = describeTable(model, data);
    const columns = columnsFor(data, paper);
    const table = layOutTable({ heading, indent: 1, columns }, columnCount, paper.glyphs);
    const { firstRow } = model.table;
    const rowCount = tableRowCount(model);
    const selected = selectedRow(data, model);
    const rows = data.rows.slice(firstRow, firstRow + rowCount);
    const lines = rows.map((call, index) => {
      const drawn = table.line(call);
      if (firstRow + index !== selected) return drawn;
      // The sign as well as the colour: a terminal without colours may have no reverse video either.
      return restyle([span(paper.glyphs.cursor), ...drawn.slice(1)], 'selected');
    });
    const body = lines.length === 0 ? emptyNote(emptyText(model, data), columnCount) : lines;
    const call = data.rows[selected];
    const padding = Array.from({ length: Math.max(0, rowCount - body.length) }, (): Line => []);
    const detail =
      model.table.isDetailOpen && call !== undefined ? renderDetail(call, data, paper, detailRowCount(model)) : [];
    return [table.heading, ...body, ...padding, ...detail];
  },
};

function describeTable(model: Model, data: DashboardData): string {
  const { filter, sort, isReversed } = model.table;
  const whose = data.session === null ? 'all sessions' : `session ${data.session.id}`;
  const count =
    filter.terms.length === 0
      ? countOf(data.calls.length, 'call')
      : `${formatCount(data.rows.length)} of ${countOf(data.calls.length, 'call')}`;
  const order = sort === 'time' && !isReversed ? '' : `, by ${sortOf(sort).label}${isReversed ? ' (reversed)' : ''}`;
  const cut = data.isCallListCut ? `, newest only${model.isPaused ? '' : ' (pause: all)'}` : '';
  return `${count} of ${whose}${cut}${order}`;
}

function columnsFor({ report, session }: DashboardData, { glyphs, size }: Paper): readonly Column<CallRow>[] {
  const barColumnCount = size.columnCount < wideColumnCount ? barWidths.narrow : barWidths.wide;
  const clockWidth = Math.min(widestClock, formatClock(report.durationMs).length);
  const part = (title: string, pick: (call: CallRow) => number | null): Column<CallRow> => ({
    title,
    width: 7,
    align: 'right',
    dropOrder: 3,
    cell: (call) => line(durationOrUnknown(pick(call))),
  });
  return [
    { title: 'time', width: clockWidth, align: 'right', cell: (call) => line(formatClock(call.startedAtMs), 'dim') },
    ...(session === null ? [sessionColumn] : []),
    { title: 'operation', width: 18, align: 'left', cell: (call) => line(call.operation) },
    { title: 'archive', width: 8, align: 'left', isGrowing: true, cell: (call) => line(archiveText(call)) },
    { title: 'size', width: 8, align: 'right', dropOrder: 1, cell: (call) => line(formatBytes(sizeOf(call))) },
    part('upload', (call) => call.uploadMs),
    part('wait', (call) => call.waitMs),
    part('reply', (call) => call.responseMs),
    {
      title: 'parts',
      width: barColumnCount,
      align: 'left',
      dropOrder: 2,
      cell: (call) => partsBar(call, glyphs, barColumnCount),
    },
    {
      title: 'total',
      width: 7,
      align: 'right',
      cell: (call) =>
        call.state === 'open'
          ? line(formatDuration(Math.max(0, report.durationMs - call.startedAtMs)), 'strong')
          : line(durationOrUnknown(call.durationMs)),
    },
    { title: 'state', width: 10, align: 'left', cell: (call) => [callStateSpan(call, glyphs)] },
  ];
}

const sessionColumn: Column<CallRow> = {
  title: 'in',
  width: 3,
  align: 'right',
  cell: (call) => line(call.session === null ? '-' : String(call.session), 'dim'),
};

/** What the call is about where it is about no archive: its path. */
function archiveText(call: CallRow): string {
  return call.archive ?? (call.operation === 'rest' ? call.target : '-');
}

function emptyText(model: Model, data: DashboardData): string {
  if (data.calls.length > 0)
    return `No call matches ${model.table.filter.text}. Press / to change the filter, esc to drop it.`;
  if ((data.session?.callCount ?? 0) > 0)
    return 'The calls of this session are not kept any more; its numbers are in the overview.';
  return (
    'No call yet. Every request of a client that goes through pbscope becomes a row here, as soon as its head has been ' +
    'seen: point the repository of a client at pbscope.'
  );
}
