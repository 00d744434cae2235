// The calls under way, oldest first. In: data, room. Out: a pane: each with its age, what it has sent and received.
import { type CallRow, formatBytes, formatDuration } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, type Pane } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { callStateSpan, emptyNote } from '../words.js';

const columnsWith = ({ report }: DashboardData, { glyphs }: Paper): readonly Column<CallRow>[] => [
  { title: '', width: 18, align: 'left', cell: (call) => line(call.operation) },
  { title: 'archive', width: 8, align: 'left', isGrowing: true, cell: (call) => line(call.archive ?? '-') },
  { title: 'sent', width: 8, align: 'right', cell: (call) => line(formatBytes(call.requestBytes)) },
  {
    title: 'received',
    width: 8,
    align: 'right',
    dropOrder: 1,
    cell: (call) => line(formatBytes(call.responseBytes)),
  },
  {
    title: 'age',
    width: 7,
    align: 'right',
    cell: (call) => line(formatDuration(Math.max(0, report.durationMs - call.startedAtMs)), 'strong'),
  },
  { title: '', width: 7, align: 'left', cell: (call) => [callStateSpan(call, glyphs)] },
];

export function openCallsPane(data: DashboardData, paper: Paper): Pane {
  const heading = `In flight (${data.openCalls.length})`;
  const table = layOutTable(
    { heading, indent: 1, columns: columnsWith(data, paper) },
    paper.size.columnCount,
    paper.glyphs,
  );
  if (data.openCalls.length === 0) {
    const text = 'None. A call stands here from the head of its request to the end of its reply.';
    return { heading: table.heading, body: emptyNote(text, paper.size.columnCount), minRowCount: 2 };
  }
  return { heading: table.heading, body: data.openCalls.map((call) => table.line(call)), minRowCount: 2 };
}
