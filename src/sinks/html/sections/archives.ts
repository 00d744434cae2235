// In: one session of the report. Out: its archives as a table, with a bar for what deduplication saved. Ratios are the report's (D9).
import {
  formatBytes,
  formatCount,
  formatFactor,
  formatPercent,
  type ReportArchive,
  type ReportSession,
  unknownText,
} from '../../../core/report/index.js';
import { type Content, html, type Markup } from '../markup.js';
import { number, renderTable, type TableColumn, text } from './tables.js';

const backupColumns: readonly TableColumn[] = [
  text('archive'),
  ...['chunks', 'sent', 'known', 'size', 'uploaded', 'on the wire', 'dedup'].map(number),
  text('reused'),
];
const restoreColumns: readonly TableColumn[] = [
  text('archive'),
  ...['chunks', 'fetched', 'size', 'fetched', 'on the wire'].map(number),
];

export function renderArchives(session: ReportSession): Markup | null {
  if (session.archives.length === 0) return null;
  const label = `Archives of session ${session.id}`;
  if (session.kind === 'restore') {
    return html`<h4>Archives</h4>${renderTable(label, restoreColumns, session.archives.map(restoreRow))}`;
  }
  const total = backupRow({ ...session.totals, kind: 'fixed' }, html`<b>total without blobs</b>`);
  return html`<h4>Archives</h4>${renderTable(label, backupColumns, [...session.archives.map((one) => backupRow(one, nameOf(one))), total])}`;
}

function backupRow(archive: ReportSession['totals'] & Pick<ReportArchive, 'kind'>, name: Content): Content[] {
  if (archive.kind === 'blob') return [name, '', '', '', '', '', formatBytes(archive.encodedBytes), '', ''];
  return [
    name,
    formatCount(archive.chunkCount),
    formatCount(archive.uploadedCount),
    formatCount(archive.knownCount),
    formatBytes(archive.logicalBytes),
    formatBytes(archive.uploadedBytes),
    formatBytes(archive.encodedBytes),
    archive.dedupRatio === null ? unknownText : formatFactor(archive.dedupRatio),
    archive.dedupShare === null ? unknownText : renderShare(archive.dedupShare),
  ];
}

function restoreRow(archive: ReportArchive): Content[] {
  return [
    nameOf(archive),
    formatCount(archive.chunkCount),
    formatCount(archive.downloadedCount),
    formatBytes(archive.logicalBytes),
    formatBytes(archive.downloadedBytes),
    formatBytes(archive.encodedBytes),
  ];
}

function nameOf(archive: ReportArchive): Markup {
  const oddities = [
    ...(archive.isIncremental ? ['incremental image'] : []),
    ...(archive.isEncrypted ? ['encrypted'] : []),
    ...(archive.wastedBytes > 0 ? [`${formatBytes(archive.wastedBytes)} sent for nothing`] : []),
    ...(archive.closed ? [] : ['never closed']),
  ];
  return html`${archive.name}${oddities.length === 0 ? null : html`<br><span class="soft">${oddities.join(', ')}</span>`}`;
}

function renderShare(share: number): Markup {
  const width = `${(share * 100).toFixed(2)}%`;
  return html`<span class="share"><svg class="share-bar" aria-hidden="true"><rect class="key-track" width="100%" height="100%"/><rect class="key-reused" width="${width}" height="100%"/></svg>${formatPercent(share)}</span>`;
}
