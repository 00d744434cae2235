// The archives of the chosen session. In: data, room. Out: a pane: chunks, how many were new, bytes and dedup of each.
import { formatBytes, formatCount, type ReportArchive, type ReportSession } from '../../../../core/report/index.js';
import type { DashboardData } from '../../data.js';
import { type Column, layOutTable, line, type Pane, span } from '../../screen/index.js';
import type { Paper } from '../view.js';
import { describeDedup, emptyNote } from '../words.js';

const nameColumn: Column<ReportArchive> = {
  title: '',
  width: 18,
  align: 'left',
  isGrowing: true,
  cell: (archive) => [
    span(archive.name),
    span(archive.isEncrypted ? ' encrypted' : '', 'dim'),
    span(archive.isIncremental ? ' incremental' : '', 'dim'),
  ],
};

const countColumn = (title: string, pick: (archive: ReportArchive) => number): Column<ReportArchive> => ({
  title,
  width: 8,
  align: 'right',
  cell: (archive) => (archive.kind === 'blob' ? line('') : line(formatCount(pick(archive)))),
});

const bytesColumn = (title: string, pick: (archive: ReportArchive) => number): Column<ReportArchive> => ({
  title,
  width: 8,
  align: 'right',
  cell: (archive) => line(formatBytes(pick(archive))),
});

const backupColumns: readonly Column<ReportArchive>[] = [
  nameColumn,
  countColumn('chunks', (archive) => archive.chunkCount),
  countColumn('new', (archive) => archive.uploadedCount),
  { ...bytesColumn('logical', (archive) => archive.logicalBytes), dropOrder: 1 },
  bytesColumn('sent', (archive) => archive.encodedBytes),
  {
    title: 'dedup',
    width: 6,
    align: 'right',
    cell: (archive) => (archive.kind === 'blob' ? line('') : line(describeDedup(archive.dedupRatio))),
  },
];

const restoreColumns: readonly Column<ReportArchive>[] = [
  nameColumn,
  countColumn('chunks', (archive) => archive.chunkCount),
  countColumn('fetched', (archive) => archive.downloadedCount),
  bytesColumn('data', (archive) => archive.downloadedBytes),
  bytesColumn('received', (archive) => archive.encodedBytes),
];

/** No pane for all sessions together: names repeat from one to the next. */
export function archivesPanes({ session, numbers }: DashboardData, paper: Paper): readonly Pane[] {
  if (session === null) return [];
  const columns = session.kind === 'restore' ? restoreColumns : backupColumns;
  const heading = `Archives of session ${session.id}${numbers === null ? '' : ', the whole of it'}`;
  const table = layOutTable({ heading, indent: 1, columns }, paper.size.columnCount, paper.glyphs);
  const body =
    session.archives.length === 0
      ? emptyNote(emptyText(session), paper.size.columnCount)
      : session.archives.map((archive) => table.line(archive));
  return [{ heading: table.heading, body, minRowCount: 3 }];
}

function emptyText(session: ReportSession): string {
  return session.kind === 'restore'
    ? 'None yet. An archive appears when its index is downloaded.'
    : 'None yet. An archive appears when the client opens its index or sends a blob.';
}
