// What did not have to be sent. In: data, room. Out: a pane: the last minute and the session so far: factor, share, bytes.
// For a restore: what was fetched. What the server alone knows is said to be unknown.
import { formatBytes, formatCount, formatPercent, type ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { fitLine, type Line, type Pane, ruleWithTitle, span, wrapText } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { describeDedup, emptyNote, isDedupKnown, orUnknown } from '../words.js';

const labelWidth = 15;
const ratioWidth = 6;
const shareWidth = 14;
/** Narrower, bytes stand as the heading says: logical / uploaded. */
const wordsFromColumns = 75;

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
    body: [minuteLine(data, paper), ...(session === null ? [] : totalLines(session, paper))],
    minRowCount: 3,
    cut: 'silent',
  };
}

function minuteLine(data: DashboardData, paper: Paper): Line {
  const { lastMinute, session } = data;
  const isLast = session === null || session.outcome === 'open';
  const label = data.numbers !== null ? 'these seconds' : isLast ? 'last minute' : 'its last minute';
  if (lastMinute.logicalBytes === 0) return dedupRow(label, null, null, 'no chunk in it');
  const bytes = describeBytes(lastMinute, paper);
  return dedupRow(label, lastMinute.dedupRatio, lastMinute.dedupShare, bytes);
}

function totalLines(session: ReportSession, paper: Paper): Line[] {
  const { totals } = session;
  const label = session.outcome === 'open' ? 'so far' : 'in all';
  const compression = `${formatBytes(totals.encodedBytes)} sent (${orUnknown(totals.compressionRatio, formatPercent)})`;
  const chunks = `${formatCount(totals.chunkCount)} chunks, ${formatCount(totals.knownCount)} known`;
  return [
    dedupRow(label, totals.dedupRatio, totals.dedupShare, describeBytes(totals, paper)),
    ...wrapText(`${chunks}; ${compression}; ${describeDuplicates(session)}`, paper.size.columnCount - 3, 'dim').map(
      (text) => [span('  '), ...text],
    ),
  ];
}

function describeBytes(
  { logicalBytes, uploadedBytes }: { readonly logicalBytes: number; readonly uploadedBytes: number },
  { size }: Paper,
): string {
  const isShort = size.columnCount < wordsFromColumns;
  return isShort
    ? `${formatBytes(logicalBytes)} / ${formatBytes(uploadedBytes)}`
    : `${formatBytes(logicalBytes)} of data, ${formatBytes(uploadedBytes)} uploaded`;
}

function dedupRow(label: string, ratio: number | null, share: number | null, bytes: string): Line {
  return [
    ...fitLine([span(` ${label}`)], labelWidth + 1, ''),
    ...fitLine([span(describeDedup(ratio), 'strong')], ratioWidth, '', 'right'),
    ...fitLine(
      [span(`${orUnknown(share, formatPercent)} reused`, share === null ? 'dim' : 'good')],
      shareWidth,
      '',
      'right',
    ),
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
