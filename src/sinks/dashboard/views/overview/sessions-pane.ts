// The sessions, newest at the bottom, the chosen one in sight. In: data, room. Out: a pane: what it is, how it stands, how
// long it took, how much it was and how much of it was known already.
import { formatBytes, formatDuration, formatFactor, type ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, type Pane, restyle, scrollTo, span } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { orUnknown, outcomeSpan } from '../words.js';

const columnsWith = ({ glyphs }: Paper, chosen: ReportSession | null): readonly Column<ReportSession>[] => [
  {
    title: '#',
    width: 4,
    align: 'right',
    cell: (session) => [
      span(session === chosen ? `${glyphs.cursor} ` : '', 'key'),
      span(String(session.id), session === chosen ? 'strong' : 'plain'),
    ],
  },
  { title: 'kind', width: 9, align: 'left', cell: (session) => line(session.kind) },
  {
    title: 'snapshot',
    width: 14,
    align: 'left',
    isGrowing: true,
    cell: (session) => line(describeSnapshot(session), session === chosen ? 'strong' : 'plain'),
  },
  { title: 'store', width: 12, align: 'left', dropOrder: 3, cell: (session) => line(session.store ?? '-') },
  { title: 'by', width: 22, align: 'left', dropOrder: 4, cell: (session) => line(session.authId ?? '-') },
  { title: 'state', width: 16, align: 'left', cell: (session) => [outcomeSpan(session, glyphs)] },
  { title: 'calls', width: 7, align: 'right', dropOrder: 2, cell: (session) => line(String(session.callCount)) },
  { title: 'failed', width: 6, align: 'right', dropOrder: 2, cell: failedCell },
  { title: 'time', width: 7, align: 'right', cell: (session) => line(formatDuration(session.durationMs)) },
  {
    title: 'logical',
    width: 8,
    align: 'right',
    cell: (session) => line(formatBytes(session.totals.logicalBytes)),
  },
  {
    title: 'dedup',
    width: 6,
    align: 'right',
    dropOrder: 1,
    cell: (session) => line(orUnknown(session.totals.dedupRatio, formatFactor)),
  },
];

export function sessionsPane(data: DashboardData, paper: Paper): Pane {
  const { sessions, dropped } = data.report;
  const heading = `Sessions${dropped.sessions > 0 ? ` (${dropped.sessions} older ones let go)` : ''}`;
  const columns = columnsWith(paper, data.session);
  const table = layOutTable({ heading, indent: 1, columns }, paper.size.columnCount, paper.glyphs);
  const lines = sessions.map((session) =>
    session === data.session ? restyle(table.line(session), 'selected') : table.line(session),
  );
  if (lines.length === 0) {
    const empty = ['  No session yet. One appears as soon as a client asks PBS to start a backup or a restore:'];
    const how = ['  point its repository at pbscope, as the lines printed at the start say.'];
    return { heading: table.heading, body: [...empty, ...how].map((text) => line(text, 'dim')), minRowCount: 3 };
  }
  // At most a third of the rows, so that what follows has room too; the chosen one is among them.
  const shownCount = Math.max(2, Math.floor(paper.size.rowCount / 5));
  const chosen = data.session === null ? sessions.length - 1 : sessions.indexOf(data.session);
  const first = scrollTo(chosen, sessions.length - shownCount, shownCount, sessions.length);
  const shown = lines.slice(first, first + shownCount);
  return { heading: table.heading, body: shown, minRowCount: 1 + Math.min(shown.length, 2) };
}

function describeSnapshot(session: ReportSession): string {
  const namespace = session.namespace === '' ? '' : `${session.namespace}: `;
  const twin = session.twinOf === null ? '' : ` (reads for ${session.twinOf})`;
  const same = session.sameAs === null ? '' : ` (same as ${session.sameAs})`;
  return `${namespace}${session.snapshot ?? 'not known'}${twin}${same}`;
}

function failedCell(session: ReportSession) {
  const count = session.failedCalls.length;
  return line(String(count), count > 0 ? 'bad' : 'dim');
}
