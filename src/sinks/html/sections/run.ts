// In: the report and what the page leaves out. Out: what concerns the whole run: connections, problems, what was not kept or not shown.
import {
  countOf,
  describeDropped,
  formatBytes,
  formatClock,
  formatDuration,
  type Report,
  type ReportConnection,
  type ReportTcp,
  unknownText,
} from '../../../core/report/index.js';
import { type Content, html, type Markup } from '../markup.js';
import { renderFailed } from './sessions.js';
import { number, renderTable, text } from './tables.js';

/** Rows shown; the JSON report has all that were kept. */
const maxShownConnections = 200;
const maxShownProblems = 200;

export function renderRun(report: Report, leftOut: readonly string[]): Markup {
  const sentences = [
    ...leftOut,
    ...describeRest(report.connections.length - maxShownConnections, 'connection'),
    ...describeRest(report.problems.length - maxShownProblems, 'problem'),
    ...[describeDropped(report)].filter((line) => line !== null),
  ];
  return html`${renderConnections(report.connections)}
${renderProblems(report)}
${sentences.length === 0 ? null : html`<section aria-labelledby="left-out"><h2 id="left-out">Left out</h2><ul>${sentences.map((line) => html`<li>${line}</li>`)}</ul></section>`}
`;
}

function renderConnections(connections: readonly ReportConnection[]): Markup | null {
  if (connections.length === 0) return null;
  const shown = connections.slice(0, maxShownConnections);
  const columns = [
    text('connection'),
    text('from'),
    text('to'),
    text('TLS'),
    number('to server'),
    number('to client'),
    text('TCP'),
    text('end'),
  ];
  return html`<section aria-labelledby="connections"><h2 id="connections">Connections</h2>${renderTable('Connections', columns, shown.map(connectionRow))}
${shown.map((one) => renderFailed(one.failedCalls, `Failed calls of connection ${one.id}`))}</section>`;
}

function connectionRow(connection: ReportConnection): Content[] {
  const { tls, bytes, closedAtMs, closedBy, how, hopOf } = connection;
  return [
    `${connection.id}${hopOf === null ? '' : `, carries ${hopOf}`}`,
    connection.client,
    connection.server,
    tls === null ? 'not seen' : `${tls.version}${tls.serverName === null ? '' : ` for ${tls.serverName}`}`,
    formatBytes(bytes.toServer),
    formatBytes(bytes.toClient),
    [describeTcp('client', connection.tcp?.client), describeTcp('server', connection.tcp?.server)]
      .filter(Boolean)
      .join('; ') || unknownText,
    closedAtMs === null
      ? 'not closed'
      : `by ${closedBy ?? 'unknown'} (${how ?? 'unknown'}) at ${formatClock(closedAtMs)}`,
  ];
}

function describeTcp(leg: string, tcp: ReportTcp | null | undefined): string {
  if (tcp === null || tcp === undefined) return '';
  const roundTrip = tcp.rttMs === null ? '' : `round trip ${formatDuration(tcp.rttMs)}, `;
  return `${leg} leg: ${roundTrip}${countOf(tcp.retransmittedSegmentCount, 'segment')} sent again`;
}

function renderProblems({ problems }: Report): Markup | null {
  if (problems.length === 0) return null;
  const rows = problems
    .slice(0, maxShownProblems)
    .map(({ atMs, code, connection, detail }): Content[] => [formatClock(atMs), code, connection ?? '', detail]);
  return html`<section aria-labelledby="problems"><h2 id="problems">Problems</h2>${renderTable('Problems', ['at', 'code', 'connection', 'detail'].map(text), rows)}</section>`;
}

const describeRest = (count: number, noun: string): string[] =>
  count > 0 ? [`${countOf(count, `more ${noun}`)} in the JSON report.`] : [];
