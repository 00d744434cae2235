// In: what a log prints of an archive, and the archive as it was observed. Out: number beside number, and the server-side duplicates, which
// only the server can know. protocol.md 5.8, 8.1, 8.3, 8.5.
import type { EvidenceArchive, EvidenceFigure, ReportArchive, ReportSession } from '../report/index.js';
import type { EvidenceFact, PrintedNumber } from './line.js';
import { isSameArchive } from './wire-moments.js';

type Closed = Extract<EvidenceFact, { kind: 'archiveClosed' }>;
type Sent = Extract<EvidenceFact, { kind: 'archiveSent' }>;
type Reused = Extract<EvidenceFact, { kind: 'chunksReused' }>;

interface Figures {
  readonly figures: readonly EvidenceFigure[];
  readonly archive: EvidenceArchive | null;
}

const nothing: Figures = { figures: [], archive: null };

export function compareFigures(fact: EvidenceFact, session: ReportSession, file: string): Figures {
  if (fact.kind !== 'archiveClosed' && fact.kind !== 'archiveSent' && fact.kind !== 'chunksReused') return nothing;
  const archive = session.archives.find((one) => isSameArchive(one.name, fact.archive));
  if (archive === undefined) return nothing;
  const place = { session: session.id, archive: archive.name, file };
  const compare = (
    what: string,
    unit: EvidenceFigure['unit'],
    observed: number,
    { value, tolerance }: PrintedNumber,
  ): EvidenceFigure => ({
    ...place,
    what,
    unit,
    observed,
    stated: value,
    tolerance,
    doesAgree: Math.abs(observed - value) <= tolerance,
  });
  switch (fact.kind) {
    case 'archiveClosed':
      return compareStatistics(fact, archive, place, compare);
    case 'archiveSent':
      return { figures: sentFigures(fact, archive, compare), archive: null };
    case 'chunksReused':
      return { figures: reusedFigures(fact, archive, compare), archive: null };
  }
}

type Compare = (what: string, unit: EvidenceFigure['unit'], observed: number, stated: PrintedNumber) => EvidenceFigure;
const exactly = (value: number): PrintedNumber => ({ value, tolerance: 0 });

function compareStatistics(
  { statistics }: Closed,
  archive: ReportArchive,
  place: Pick<EvidenceArchive, 'session' | 'file'>,
  compare: Compare,
): Figures {
  if (statistics === null) return nothing;
  const { sizeBytes, chunkCount, uploadBytes, duplicates } = statistics;
  return {
    figures: [
      // The server counts what this session wrote; the report describes the whole image (D21).
      ...(archive.isIncremental ? [] : [compare('logical size', 'bytes', archive.logicalBytes, exactly(sizeBytes))]),
      compare('chunks', 'count', archive.appendedCount, exactly(chunkCount)),
      // Of an archive without chunks the server prints none, though a zero chunk may have been sent at its registration.
      ...(uploadBytes === null ? [] : [compare('uploaded', 'bytes', archive.uploadedBytes, exactly(uploadBytes))]),
      compare(
        'known to the client',
        'count',
        Math.max(0, archive.appendedCount - archive.uploadedCount),
        exactly(duplicates.client),
      ),
    ],
    archive: {
      session: place.session,
      file: place.file,
      name: archive.name,
      chunkCount,
      uploadedCount: archive.uploadedCount,
      clientDuplicateCount: duplicates.client,
      serverDuplicateCount: duplicates.server,
      // A zero chunk that is uploaded and never referenced can make more duplicates than chunks (8.1).
      savedShare: chunkCount === 0 ? null : Math.min(1, (duplicates.client + duplicates.server) / chunkCount),
    },
  };
}

function sentFigures(sent: Sent, archive: ReportArchive, compare: Compare): EvidenceFigure[] {
  const { uploadedBytes, logicalBytes, encodedBytes } = sent;
  return [
    compare('logical size', 'bytes', archive.logicalBytes, logicalBytes),
    ...(uploadedBytes === null ? [] : [compare('uploaded', 'bytes', archive.uploadedBytes, uploadedBytes)]),
    ...(encodedBytes === null ? [] : [compare('encoded', 'bytes', archive.encodedBytes, encodedBytes)]),
  ];
}

function reusedFigures({ knownCount, chunkCount }: Reused, archive: ReportArchive, compare: Compare): EvidenceFigure[] {
  return [
    compare('chunks', 'count', archive.chunkCount, exactly(chunkCount)),
    compare('known to the client', 'count', archive.knownCount, exactly(knownCount)),
  ];
}
