// What did not have to be sent. In: data, room. Out: a pane: the last minute and the session so far: factor, share, bytes.
// For a restore: what was fetched. What the server alone knows is said to be unknown.
import { formatBytes, formatCount, formatPercent, type ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { fitLine, type Line, type Pane, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { describeDedup, emptyNote, isDedupKnown, orUnknown } from '../words.js';

const labelWidth = 14;

export function dedupPane(data: DashboardData, paper: Paper): Pane {
  const { session } = data;
  const { size, glyphs } = paper;
  if (session?.kind === 'restore') {
    return {
      heading: ruleWithTitle('Restored', '', size.columnCount, glyphs),
      body: wrapText(describeFetched(session), size.columnCount - 3).map((text) => [span('  '), ...text]),
      minRowCount: 2,
    };
  }
  const heading = ruleWithTitle('Deduplication', 'logical / uploaded', size.columnCount, glyphs);
  const hasSome = data.lastMinute.logicalBytes > 0 || (session?.totals.logicalBytes ?? 0) > 0;
  if (!hasSome) {
    const text = 'No chunk yet. Counted once a client uploads chunks or names known ones.';
    return { heading, body: emptyNote(text, size.columnCount), minRowCount: 2 };
  }
  return {
    heading,
    body: [minuteLine(data), ...(session === null ? [] : totalLines(session))],
    minRowCount: 3,
    cut: 'silent',
  };
}

function minuteLine(data: DashboardData): Line {
  const { lastMinute, session } = data;
  const isLast = session === null || session.outcome === 'open';
  const label = data.numbers !== null ? 'these seconds' : isLast ? 'last minute' : 'its last minute';
  if (lastMinute.logicalBytes === 0) return dedupRow(label, null, null, 'no chunk in it');
  const bytes = `${formatBytes(lastMinute.logicalBytes)} of data, ${formatBytes(lastMinute.uploadedBytes)} uploaded`;
  return dedupRow(label, lastMinute.dedupRatio, lastMinute.dedupShare, bytes);
}

function totalLines(session: ReportSession): Line[] {
  const { totals } = session;
  const bytes = `${formatBytes(totals.logicalBytes)} of data, ${formatBytes(totals.uploadedBytes)} uploaded`;
  const label = session.outcome === 'open' ? 'so far' : 'in all';
  const compression = `${formatBytes(totals.encodedBytes)} sent (${orUnknown(totals.compressionRatio, formatPercent)})`;
  const chunks = `${formatCount(totals.chunkCount)} chunks, ${formatCount(totals.knownCount)} known`;
  return [
    dedupRow(label, totals.dedupRatio, totals.dedupShare, bytes),
    [span(' '.repeat(labelWidth + 1)), span(`${chunks}; ${compression}; ${describeDuplicates(session)}`, 'dim')],
  ];
}

function dedupRow(label: string, ratio: number | null, share: number | null, bytes: string): Line {
  return [
    ...fitLine([span(` ${label}`)], labelWidth + 2, ''),
    ...fitLine([span(describeDedup(ratio), 'strong')], 7, '', 'right'),
    ...fitLine([span(`${orUnknown(share, formatPercent)} reused`, share === null ? 'dim' : 'good')], 15, '', 'right'),
    span(`   ${bytes}`),
    span(ratio === null || isDedupKnown(ratio) ? '' : ', more than is in an index yet', 'dim'),
  ];
}

function describeDuplicates({ outcome, previousUploadStats }: ReportSession): string {
  if (previousUploadStats === null || outcome === 'open') return 'server-side duplicates unknown until finish';
  return `${formatCount(previousUploadStats.duplicates)} server-side duplicates in the snapshot before`;
}

function describeFetched(session: ReportSession): string {
  const sum = (pick: (archive: ReportSession['archives'][number]) => number): number =>
    session.archives.reduce((total, archive) => total + pick(archive), 0);
  const count = sum((archive) => archive.downloadedCount);
  const all = sum((archive) => archive.chunkCount);
  const bytes = `${formatBytes(sum((archive) => archive.downloadedBytes))} of data`;
  return `${formatCount(count)} of ${formatCount(all)} chunks fetched, ${bytes}, ${formatBytes(session.totals.encodedBytes)} received`;
}
