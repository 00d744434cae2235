// TCP below the session, as the kernel tells of our two sockets. In: data, room. Out: a pane, or none in a capture or elsewhere than on
// Linux, where nobody knows.
import { formatBytes, formatDuration, type ReportTcp } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, type Pane } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { durationOrUnknown } from '../words.js';

interface Leg {
  readonly name: string;
  readonly tcp: ReportTcp;
}

const columns: readonly Column<Leg>[] = [
  { title: '', width: 8, align: 'left', isGrowing: true, cell: ({ name }) => line(name) },
  { title: 'RTT', width: 8, align: 'right', cell: ({ tcp }) => line(durationOrUnknown(tcp.rttMs)) },
  { title: 'cwnd', width: 9, align: 'right', cell: ({ tcp }) => line(describeCwnd(tcp)) },
  {
    title: 'resent',
    width: 7,
    align: 'right',
    cell: ({ tcp }) =>
      line(String(tcp.retransmittedSegmentCount), tcp.retransmittedSegmentCount > 0 ? 'warn' : 'plain'),
  },
  { title: 'unsent', width: 9, align: 'right', cell: ({ tcp }) => line(formatBytes(tcp.notSentBytes)) },
  { title: 'unread', width: 9, align: 'right', cell: ({ tcp }) => line(formatBytes(tcp.receiveQueueBytes)) },
  {
    title: 'held by receiver',
    width: 16,
    align: 'right',
    dropOrder: 1,
    cell: ({ tcp }) => line(tcp.receiverLimitedMs === null ? '-' : formatDuration(tcp.receiverLimitedMs)),
  },
];

export function tcpPanes({ report, session }: DashboardData, { size, glyphs }: Paper): readonly Pane[] {
  const tcp = report.connections.find((one) => one.id === session?.connection)?.tcp ?? null;
  if (tcp === null) return [];
  const legs = [
    { name: 'to client', tcp: tcp.client },
    { name: 'to server', tcp: tcp.server },
  ].filter((leg): leg is Leg => leg.tcp !== null);
  const table = layOutTable({ heading: 'TCP', indent: 1, columns }, size.columnCount, glyphs);
  return [{ heading: table.heading, body: legs.map((leg) => table.line(leg)), minRowCount: 2 }];
}

function describeCwnd({ congestionWindowSegmentCount: count, segmentBytes }: ReportTcp): string {
  return count === null || segmentBytes === null ? '-' : formatBytes(count * segmentBytes);
}
