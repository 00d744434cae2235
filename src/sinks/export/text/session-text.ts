// In: one session of the report. Out: its part of the text report: what it was, archives, latency, failed and stuck calls.
import {
  causeWords,
  countOf,
  describeWhat,
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatFactor,
  formatPercent,
  outcomeWords,
  type Report,
  type ReportArchive,
  type ReportSession,
  unknownText,
} from '../../../core/report/index.js';
import { renderFailedCalls, renderStuckCalls } from './failed-calls.js';
import { type Column, renderTable, wrapText } from './table.js';
import { renderTimeBudget } from './time-budget.js';

export function renderSession(session: ReportSession, report: Report): string[] {
  return [
    ...wrapText(`SESSION ${session.id}: ${describeWhat(session)}, ${outcomeWords[session.outcome]}`, ''),
    ...renderFacts(session, report).flatMap((line) => wrapText(line, '  ')),
    ...section('Where the time went', renderTimeBudget(session, '    ')),
    ...section('', session.archives.length === 0 ? [] : renderArchives(session)),
    ...section('', renderLatency(session)),
    ...section('Failed calls', renderFailedCalls(session.failedCalls, '    ')),
    ...section('Stuck calls', renderStuckCalls(session.stuckCalls, '    ')),
    ...section(
      'Not known',
      session.unknowns.flatMap((line) => wrapText(line, '    ')),
    ),
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  return ['', ...(title === '' ? [] : [`  ${title}`]), ...lines];
}

function renderFacts(session: ReportSession, report: Report): string[] {
  const connection = report.connections.find((one) => one.id === session.connection);
  const who = [
    session.store === null ? 'datastore unknown' : `datastore ${session.store}`,
    ...(session.namespace === '' ? [] : [`namespace ${session.namespace}`]),
    session.authId ?? 'user unknown',
    session.userAgent ?? 'no user-agent',
  ];
  const { max, mean } = session.inFlight;
  const facts = [
    `${who.join(', ')}`,
    `client: ${session.client.name} (${session.client.evidence.join('; ')})`,
    `server: ${session.server.name}`,
    ...(session.server.foreignSettings === null ? [] : [session.server.foreignSettings]),
    `connection ${session.connection}${connection === undefined ? '' : ` from ${connection.client} to ${connection.server}`}`,
    `began at ${formatClock(session.startedAtMs)}, took ${formatDuration(session.durationMs)}, ` +
      `${countOf(session.callCount, 'call')}, at most ${max} in flight (${mean.toFixed(1)} on average)`,
    `round trip to the client ${orUnknown(session.rttMs.client, formatDuration)}, ` +
      `to the server ${orUnknown(session.rttMs.server, formatDuration)}`,
  ];
  if (session.totals.dedupRatio !== null) {
    facts.push(
      `deduplicated ${formatFactor(session.totals.dedupRatio)}: ${formatBytes(session.totals.reusedBytes)} of ` +
        `${formatBytes(session.totals.logicalBytes)} reused (${orUnknown(session.totals.dedupShare, formatPercent)})`,
    );
  }
  if (session.limitedBy !== null) facts.push(`now: ${causeWords[session.limitedBy]}`);
  if (session.refusal !== null) {
    const { status, error } = session.refusal;
    facts.push(`refused with ${status ?? 'no reply at all'}${error === null ? '' : `: ${error}`}`);
  }
  if (session.twinOf !== null) facts.push(`metadata mode: goes with session ${session.twinOf}`);
  if (session.sameAs !== null) facts.push(`the same session as ${session.sameAs}, seen on the other side of a box`);
  return facts;
}

const right = (title: string): Column => ({ title, align: 'right' });
const backupColumns: readonly Column[] = [
  { title: 'archive', align: 'left' },
  ...['chunks', 'sent', 'known', 'logical', 'uploaded', 'encoded', 'dedup'].map(right),
];
const restoreColumns: readonly Column[] = [
  { title: 'archive', align: 'left' },
  ...['chunks', 'fetched', 'size', 'fetched', 'encoded'].map(right),
];

function renderArchives(session: ReportSession): string[] {
  if (session.kind === 'restore') {
    return renderTable(restoreColumns, session.archives.map(restoreRow), '  ');
  }
  const notes = session.archives.flatMap(describeOddities);
  const total = backupRow({ ...session.totals, name: 'total without blobs', kind: 'fixed' });
  return [
    ...renderTable(backupColumns, [...session.archives.map(backupRow), total], '  '),
    ...notes.flatMap((line) => wrapText(line, '    ')),
  ];
}

function backupRow(archive: ReportSession['totals'] & Pick<ReportArchive, 'name' | 'kind'>): string[] {
  const isBlob = archive.kind === 'blob';
  return [
    archive.name,
    isBlob ? '' : formatCount(archive.chunkCount),
    isBlob ? '' : formatCount(archive.uploadedCount),
    isBlob ? '' : formatCount(archive.knownCount),
    isBlob ? '' : formatBytes(archive.logicalBytes),
    isBlob ? '' : formatBytes(archive.uploadedBytes),
    formatBytes(archive.encodedBytes),
    isBlob ? '' : orUnknown(archive.dedupRatio, formatFactor),
  ];
}

function restoreRow(archive: ReportArchive): string[] {
  return [
    archive.name,
    formatCount(archive.chunkCount),
    formatCount(archive.downloadedCount),
    formatBytes(archive.logicalBytes),
    formatBytes(archive.downloadedBytes),
    formatBytes(archive.encodedBytes),
  ];
}

function describeOddities(archive: ReportArchive): string[] {
  const facts: string[] = [];
  if (archive.isIncremental) facts.push(`incremental image, ${countOf(archive.appendedCount, 'chunk')} written`);
  if (archive.isEncrypted) facts.push('encrypted');
  if (archive.wastedBytes > 0) facts.push(`${formatBytes(archive.wastedBytes)} sent for nothing`);
  if (!archive.closed) facts.push('never closed');
  return facts.length === 0 ? [] : [`${archive.name}: ${facts.join(', ')}`];
}

const latencyColumns: readonly Column[] = [
  { title: 'operation', align: 'left' },
  ...['calls', 'p50', 'p99', 'max', 'upload', 'wait', 'reply'].map(right),
];

function renderLatency(session: ReportSession): string[] {
  const rows = Object.entries(session.latency).map(([operation, latency]) => [
    operation,
    formatCount(latency.count),
    ...[latency.p50Ms, latency.p99Ms, latency.maxMs].map(formatDuration),
    ...[latency.uploadP50Ms, latency.waitP50Ms, latency.responseP50Ms].map(formatDuration),
  ]);
  return rows.length === 0 ? [] : renderTable(latencyColumns, rows, '  ');
}

function orUnknown(value: number | null, format: (value: number) => string): string {
  return value === null ? unknownText : format(value);
}
