// In: the report, and calls on demand. Out: the text report: what happened, session by session, at 80 columns, in plain
// words with units. Computes nothing; exact numbers are in the JSON report.
import {
  countOf,
  describeDropped,
  formatBytes,
  formatClock,
  formatDuration,
  formatWhen,
  headlineOf,
  type Report,
  type ReportConnection,
  type ReportTcp,
  utcZone,
  type Zone,
} from '../../../core/report/index.js';
import type { ReportDetails } from '../format.js';
import { renderEvidence } from './evidence-text.js';
import { renderFailedCalls } from './failed-calls.js';
import { renderSession } from './session-text.js';
import { renderShapes } from './shapes-text.js';
import { cutText, lineWidth, wrapText } from './table.js';
import { renderTimeline, timelineCallLimit } from './timeline.js';
import { renderVerdicts } from './verdicts-text.js';

/** Problems shown; the JSON report has all that were kept. */
const maxShownProblems = 20;

export function renderText(report: Report, details: ReportDetails): string {
  const lines = [
    ...renderHead(report, details.zone ?? utcZone),
    ...renderVerdicts(report.verdicts),
    ...report.sessions.flatMap((session) => ['', ...renderSession(session, report)]),
    ...renderTimelineSection(report, details),
    ...(report.evidence === undefined ? [] : renderEvidence(report.evidence)),
    ...renderConnections(report),
    ...renderShapes(report),
    ...renderProblems(report),
    ...renderDropped(report),
  ];
  return `${lines.join('\n')}\n`;
}

function renderHead(report: Report, zone: Zone): string[] {
  const sums = [countOf(report.connections.length, 'connection'), countOf(report.sessions.length, 'session')];
  const head = `${report.source.kind} ${report.source.name}`;
  return [
    ...wrapText(headlineOf(report).sentence, ''),
    '',
    cutText(head, lineWidth),
    `began ${formatWhen(report.startedAt, zone)}, lasted ${formatDuration(report.durationMs)}: ${sums.join(', ')}`,
  ];
}

function renderTimelineSection(report: Report, details: ReportDetails): string[] {
  if (report.sessions.length === 0) return [];
  return [
    '',
    ...renderTimeline(report, details.calls({ limit: timelineCallLimit }))
      .trimEnd()
      .split('\n'),
  ];
}

function renderConnections(report: Report): string[] {
  const lines = report.connections.flatMap((connection) => [
    ...wrapText(describeConnection(connection), '  '),
    ...renderFailedCalls(connection.failedCalls, '    '),
  ]);
  return lines.length === 0 ? [] : ['', 'CONNECTIONS', ...lines];
}

function describeConnection(connection: ReportConnection): string {
  const { tls, bytes } = connection;
  const parts = [
    tls === null ? 'no TLS seen' : `${tls.version}${tls.serverName === null ? '' : ` for ${tls.serverName}`}`,
    `${formatBytes(bytes.toServer)} to server`,
    `${formatBytes(bytes.toClient)} to client`,
  ];
  for (const leg of ['client', 'server'] as const) {
    const tcp = connection.tcp?.[leg] ?? null;
    if (tcp !== null) parts.push(describeTcp(leg, tcp));
  }
  if (connection.hopOf !== null) parts.push(`carries connection ${connection.hopOf}`);
  if (connection.callCount > 0) parts.push(`${countOf(connection.callCount, 'call')} outside any session`);
  return `${connection.id} ${connection.client} -> ${connection.server}: ${parts.join(', ')}, ${describeEnd(connection)}`;
}

function describeTcp(leg: 'client' | 'server', { rttMs, retransmittedSegmentCount }: ReportTcp): string {
  const roundTrip = rttMs === null ? '' : `round trip ${formatDuration(rttMs)}, `;
  return `TCP of the ${leg} leg: ${roundTrip}${countOf(retransmittedSegmentCount, 'segment')} sent again`;
}

function describeEnd({ closedAtMs, closedBy, how }: ReportConnection): string {
  if (closedAtMs === null) return 'not closed';
  return `closed by ${closedBy ?? 'unknown'} (${how ?? 'unknown'}) at ${formatClock(closedAtMs)}`;
}

/** Both directions of a connection often meet the same: said once. */
function renderProblems(report: Report): string[] {
  if (report.problems.length === 0) return [];
  const lines = new Set(
    report.problems.map((problem) => {
      const where = problem.connection === null ? '' : ` connection ${problem.connection}`;
      return `${formatClock(problem.atMs)} ${problem.code}${where}: ${problem.detail}`;
    }),
  );
  const rest = Math.max(0, lines.size - maxShownProblems) + report.dropped.problems;
  return [
    '',
    'PROBLEMS',
    ...[...lines].slice(0, maxShownProblems).flatMap((line) => wrapText(line, '  ')),
    ...(rest > 0 ? [`  and ${countOf(rest, 'more problem')}`] : []),
  ];
}

function renderDropped(report: Report): string[] {
  const line = describeDropped(report);
  return line === null ? [] : ['', ...wrapText(line, '')];
}
