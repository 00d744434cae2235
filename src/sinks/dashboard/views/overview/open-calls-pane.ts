// The calls under way, oldest first. In: data, room. Out: a pane: each with its age, what it has sent and received.
import { type CallRow, formatBytes, formatDuration } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, type Pane, ruleWithTitle, span } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { emptyNote } from '../words.js';

const columnsWith = ({ report }: DashboardData, { glyphs }: Paper): readonly Column<CallRow>[] => [
  { title: '', width: 18, align: 'left', cell: (call) => line(call.operation) },
  { title: 'archive', width: 15, align: 'left', isGrowing: true, cell: (call) => line(call.archive ?? '-') },
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
  // All are open; that one does not move is news.
  { title: '', width: 1, align: 'left', cell: (call) => (call.isStuck ? [span(glyphs.stuck, 'bad')] : []) },
];

export function openCallsPane(data: DashboardData, paper: Paper): Pane {
  if (data.openCalls.length === 0) {
    const text = 'None. A call stands here from the head of its request to the end of its reply.';
    const heading = ruleWithTitle('In flight', 'none now', paper.size.columnCount, paper.glyphs);
    return { heading, body: emptyNote(text, paper.size.columnCount), minRowCount: 1, cut: 'whole' };
  }
  const heading = `In flight (${data.openCalls.length})`;
  const table = layOutTable(
    { heading, indent: 1, columns: columnsWith(data, paper) },
    paper.size.columnCount,
    paper.glyphs,
  );
  return { heading: table.heading, body: data.openCalls.map((call) => table.line(call)), minRowCount: 2 };
}
