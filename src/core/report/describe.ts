// In: a session of the report. Out: its one-line text form, used by the live output, the text report and tests.

import { countOf } from './count-of.js';
import { describeShapes } from './describe-shape.js';
import type { ConnectionShape, Outcome, Report, ReportArchive, ReportSession, ReportVerdict } from './report.js';
import { formatBytes, formatDuration, formatFactor, formatPercent } from './units.js';

const kindWords = {
  backup: 'backup of',
  restore: 'restore of',
  benchmark: 'benchmark as',
  'dry-run': 'dry run of',
} as const;

/** How a session went, after what it was. */
export const outcomeWords: Readonly<Record<Outcome, string>> = {
  finished: 'finished',
  'aborted-by-client': 'ABORTED by the client',
  'aborted-by-server': 'ABORTED by the server',
  refused: 'REFUSED',
  open: 'still running',
  cut: 'still running when the recording ended',
};

/** `session 1 backup of host/elsa/2026-11-24T08:00:00Z finished: 12 calls, 0.21 s, 21.4 MiB, dedup 3.9x (74 % reused)`. */
export function describeSession(session: ReportSession): string {
  const parts = [countOf(session.callCount, 'call'), formatDuration(session.durationMs)];
  const { logicalBytes, dedupRatio, dedupShare } = session.totals;
  if (logicalBytes > 0) parts.push(formatBytes(logicalBytes));
  if (dedupRatio !== null) parts.push(`dedup ${formatFactor(dedupRatio)}`);
  if (dedupShare !== null) parts.push(`${formatPercent(dedupShare)} reused`);
  if (session.failedCalls.length > 0) parts.push(`${countOf(session.failedCalls.length, 'call')} failed`);
  if (session.stuckCalls.length > 0) parts.push(`${countOf(session.stuckCalls.length, 'call')} stuck`);
  return `session ${session.id} ${describeWhat(session)} ${session.outcome}: ${parts.join(', ')}${describeRefusal(session)}`;
}

/** `backup of host/elsa/2026-11-24T08:00:00Z`. */
export function describeWhat(session: ReportSession): string {
  return `${kindWords[session.kind]} ${session.snapshot ?? 'an unknown snapshot'}`;
}

/** `error idle-timeout (session 1): A box between ended the session because it was silent.`, or how a rule answered else. */
export function describeVerdict({ state, severity, rule, title, session, connection }: ReportVerdict): string {
  if (state !== 'found') return `${state} ${rule}`;
  const place = session !== null ? ` (session ${session})` : connection !== null ? ` (connection ${connection})` : '';
  return `${severity} ${rule}${place}: ${title}.`;
}

/** What was not decrypted cannot be denied. */
export function describeNoSession(report: Report): string {
  const isSealed = report.problems.some(
    (problem) => problem.code === 'tls/no-key' || problem.code === 'tls/unsupported',
  );
  if (isSealed) {
    const shapes = report.shapes === undefined ? '' : ` From outside, ${describeShapes(shapesCountedOnce(report))}.`;
    return `No session could be read: TLS was not decrypted. Give its keys with --keylog.${shapes}`;
  }
  return `No session: ${describeHangUps(report) ?? 'no client asked for a backup or reader upgrade.'}`;
}

/** Null unless all clients went without a word: one that does not trust a certificate does, and so does a mere look at the port. */
function describeHangUps({ connections }: Report): string | null {
  const areAllSilent = connections.every(({ bytes, closedBy }) => bytes.toServer === 0 && closedBy === 'client');
  if (connections.length === 0 || !areAllSilent) return null;
  const who = `${countOf(connections.length, 'client')} hung up`;
  return connections.some(({ tls }) => tls !== null)
    ? `${who} behind the TLS handshake, without a request. One that does not trust the certificate does so: set PBS_FINGERPRINT.`
    : `${who} before TLS was complete. See whether the server answers at all.`;
}

/** The outer hop of a connection has the same shape (D6). */
function shapesCountedOnce({ shapes = [], connections }: Report): readonly ConnectionShape[] {
  const outerHops = new Set(connections.filter(({ hopOf }) => hopOf !== null).map(({ id }) => id));
  return shapes.filter(({ connection }) => !outerHops.has(connection));
}

function describeRefusal({ refusal }: ReportSession): string {
  if (refusal === null) return '';
  return ` (${refusal.status ?? 'no reply'}${refusal.error === null ? '' : `: ${refusal.error}`})`;
}

/** `root.pxar.didx dynamic wid=1 chunks=6 appended=6 uploaded=1 known=5 …`: every count exactly, in bytes. */
export function describeArchive(archive: ReportArchive): string {
  const { name, kind, wid } = archive;
  if (kind === 'blob') return `${name} blob encoded=${archive.encodedBytes}${archive.isEncrypted ? ' encrypted' : ''}`;
  const words = [`${name} ${kind}`, `wid=${wid ?? '-'}`, `chunks=${archive.chunkCount}`];
  // Only what a backup writes has a writer id.
  if (wid === null) {
    words.push(`downloaded=${archive.downloadedCount}/${archive.downloadedBytes}`);
  }
  words.push(
    `appended=${archive.appendedCount}`,
    `uploaded=${archive.uploadedCount}`,
    `known=${archive.knownCount} (previous ${archive.knownFromPreviousCount}, repeated ${archive.repeatedCount})`,
    `bytes: logical=${archive.logicalBytes} uploaded=${archive.uploadedBytes} encoded=${archive.encodedBytes}`,
    `reused=${archive.reusedBytes} wasted=${archive.wastedBytes}`,
  );
  if (archive.isIncremental) words.push('incremental');
  if (archive.isEncrypted) words.push('encrypted');
  words.push(archive.closed ? 'closed' : 'not closed');
  return words.join(' ');
}
