// The sessions, newest at the bottom, the chosen one in sight. In: data, room. Out: a pane: what it is, how it stands, how
// long it took, how much it was and how much of it was known already.
import { countOf, formatBytes, formatDuration, type ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, measureText, type Pane, restyle, span } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { describeDedup, emptyNote, outcomeSpan } from '../words.js';

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
  { title: 'kind', width: 10, align: 'left', dropOrder: 1, cell: (session) => line(describeKind(session)) },
  {
    title: 'snapshot',
    width: 29,
    align: 'left',
    isGrowing: true,
    cell: (session, width) => line(describeSnapshot(session, width), session === chosen ? 'strong' : 'plain'),
  },
  { title: 'store', width: 12, align: 'left', dropOrder: 5, cell: (session) => line(session.store ?? '-') },
  { title: 'by', width: 22, align: 'left', dropOrder: 6, cell: (session) => line(session.authId ?? '-') },
  { title: 'state', width: 16, align: 'left', cell: (session) => [outcomeSpan(session, glyphs)] },
  { title: 'calls', width: 7, align: 'right', dropOrder: 4, cell: (session) => line(String(session.callCount)) },
  { title: 'failed', width: 6, align: 'right', dropOrder: 4, cell: failedCell },
  { title: 'time', width: 7, align: 'right', cell: (session) => line(formatDuration(session.durationMs)) },
  {
    title: 'logical',
    width: 8,
    align: 'right',
    dropOrder: 2,
    cell: (session) => line(formatBytes(session.totals.logicalBytes)),
  },
  {
    title: 'dedup',
    width: 6,
    align: 'right',
    dropOrder: 3,
    cell: (session) => line(describeDedup(session.totals.dedupRatio)),
  },
];

export function sessionsPane(data: DashboardData, paper: Paper): Pane {
  const { sessions, dropped } = data.report;
  const letGo = dropped.sessions > 0 ? `, ${dropped.sessions} let go` : '';
  const heading = `${countOf(sessions.length, 'session')}${letGo}`;
  const columns = columnsWith(paper, data.session);
  const table = layOutTable({ heading, indent: 1, columns }, paper.size.columnCount, paper.glyphs);
  const lines = sessions.map((session) =>
    session === data.session ? restyle(table.line(session), 'selected') : table.line(session),
  );
  if (lines.length === 0) {
    const text =
      'No session yet. One appears as soon as a client asks PBS to start a backup or a restore: ' +
      'point its repository at pbscope, as the lines printed at the start say.';
    return { heading: table.heading, body: emptyNote(text, paper.size.columnCount), minRowCount: 3 };
  }
  // The newest, unless another one is chosen.
  const focus = data.session === null ? sessions.length - 1 : sessions.indexOf(data.session);
  return { heading: table.heading, body: lines, focus, minRowCount: 3 };
}

/** Where room is short without its zone, then without the seconds: the name and the day say more. */
function describeSnapshot({ namespace, snapshot }: ReportSession, width: number): string {
  const whole = `${namespace === '' ? '' : `${namespace}: `}${snapshot ?? 'not known'}`;
  const forms = [whole, whole.replace(/(T\d\d:\d\d:\d\d)Z$/, '$1'), whole.replace(/(T\d\d:\d\d):\d\dZ$/, '$1')];
  return forms.find((form) => measureText(form) <= width) ?? whole;
}

/** `restore +1`: reads for session 1; `backup =4`: session 4 seen on the other side of a box between. */
function describeKind({ kind, twinOf, sameAs }: ReportSession): string {
  if (twinOf !== null) return `${kind} +${twinOf}`;
  return sameAs === null ? kind : `${kind} =${sameAs}`;
}

function failedCell(session: ReportSession) {
  const count = session.failedCalls.length;
  return line(String(count), count > 0 ? 'bad' : 'dim');
}
