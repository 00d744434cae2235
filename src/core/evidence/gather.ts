// In: log books that were read to their end, the report, its calls. Out: the section `evidence` of the report. Costs one pass over the
// structural calls of each session that a log tells of; changes nothing.
import { countOf, type EvidenceFile, type EvidenceRow, type Report, type ReportEvidence } from '../report/index.js';
import { compareFigures } from './figures.js';
import type { LogBook } from './log-book.js';
import { notesOf } from './notes.js';
import { locateLines, placeLines, type ReadCalls } from './place-lines.js';
import { wireRows } from './wire-rows.js';

/** Rows of the merged timeline; what is beyond is counted among the notes. */
const maxTimelineRows = 20_000;

export function gatherEvidence(books: readonly LogBook[], report: Report, calls: ReadCalls): ReportEvidence {
  const gathered = books.map((book) => gatherOne(book, report, calls));
  const rows = [...wireRows(report, calls), ...gathered.flatMap((one) => one.rows)].sort(inOrder);
  const droppedCount = Math.max(0, rows.length - maxTimelineRows);
  return {
    files: gathered.map((one) => one.file),
    archives: gathered.flatMap((one) => one.archives),
    figures: gathered.flatMap((one) => one.figures),
    notes: [
      ...gathered.flatMap((one) => one.notes),
      ...(droppedCount > 0
        ? [`${droppedCount} lines are not in the timeline: it keeps the first ${maxTimelineRows}.`]
        : []),
    ],
    timeline: rows.slice(0, maxTimelineRows),
  };
}

/** Lines so far outside of the recording are of what it does not show. */
const marginMs = 2_000;

/** What the wire shows comes before what a log says of it. */
const inOrder = (a: EvidenceRow, b: EvidenceRow): number =>
  a.atMs - b.atMs || Number(a.file !== null) - Number(b.file !== null);

function gatherOne(book: LogBook, report: Report, calls: ReadCalls) {
  const log = locateLines(book, report, calls);
  const file: EvidenceFile = { ...book.counts(), clock: log.clock };
  const compared = log.lines.flatMap(({ line: { fact }, session }) =>
    fact === null || session === null ? [] : [compareFigures(fact, session, book.name)],
  );
  const placed = placeLines(log, book.name, report);
  const rows = placed.filter(
    ({ session, atMs }) => session !== null || (atMs >= -marginMs && atMs <= report.durationMs + marginMs),
  );
  const otherTimeCount = placed.length - rows.length;
  const figures = compared.flatMap((one) => one.figures);
  return {
    file,
    figures,
    archives: compared.flatMap((one) => (one.archive === null ? [] : [one.archive])),
    notes: [
      ...notesOf(file, log, figures),
      ...(otherTimeCount > 0
        ? [
            `${countOf(otherTimeCount, 'line')} of ${book.name} stand outside the time of this recording, and are left out.`,
          ]
        : []),
    ],
    rows,
  };
}
