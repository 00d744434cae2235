// The numbers of one archive of a session, whatever kind it is, and their sum. protocol.md 8, D9, D21.
// In: nothing. Out: types, ratios and the sum over archives (blobs left out).

/** Counts of protocol.md 8 with D9 and D21. */
export interface ArchiveTotals {
  readonly chunkCount: number;
  readonly uploadedCount: number;
  readonly knownCount: number;
  readonly logicalBytes: number;
  readonly uploadedBytes: number;
  readonly encodedBytes: number;
  /** Length of the known entries: logical bytes that were not sent. */
  readonly reusedBytes: number;
  /** logical / uploaded; null when nothing was uploaded. */
  readonly dedupRatio: number | null;
  /** reused / logical, 0 to 1; null when there is nothing logical. */
  readonly dedupShare: number | null;
  /** encoded / uploaded; null when nothing was uploaded. */
  readonly compressionRatio: number | null;
}

export interface ArchiveNumbers extends ArchiveTotals {
  readonly name: string;
  readonly wid: number | null;
  readonly kind: 'dynamic' | 'fixed' | 'blob';
  /** Entries that this session appended (D21). */
  readonly appendedCount: number;
  /** Known because the previous snapshot's index has them / because they came earlier in this archive. */
  readonly knownFromPreviousCount: number;
  readonly repeatedCount: number;
  /** Body bytes of uploads that were never answered 200: worth nothing (protocol.md 8.1). */
  readonly wastedBytes: number;
  readonly isIncremental: boolean;
  readonly isEncrypted: boolean;
  readonly closed: boolean;
  /** Restore only: chunks fetched, their decoded size where the index tells it, and bytes of the replies. */
  readonly downloadedCount: number;
  readonly downloadedBytes: number;
}

/** Sizes of an archive, or what one call added to them, for the series. */
export type ArchiveGain = Pick<ArchiveTotals, 'logicalBytes' | 'uploadedBytes' | 'reusedBytes'>;

export type ArchiveCounts = Omit<ArchiveTotals, 'dedupRatio' | 'dedupShare' | 'compressionRatio'>;

/** D9. A restore reuses nothing: its share is null, not 0. */
export function withRatios<T extends ArchiveCounts>(
  counts: T,
  isDownload: 'download' | 'upload',
): T & Pick<ArchiveTotals, 'dedupRatio' | 'dedupShare' | 'compressionRatio'> {
  const { logicalBytes, uploadedBytes, encodedBytes, reusedBytes } = counts;
  const hasUploads = isDownload === 'upload' && uploadedBytes > 0;
  return {
    ...counts,
    dedupRatio: hasUploads ? logicalBytes / uploadedBytes : null,
    dedupShare: isDownload === 'upload' && logicalBytes > 0 ? reusedBytes / logicalBytes : null,
    compressionRatio: hasUploads ? encodedBytes / uploadedBytes : null,
  };
}

export function sumArchives(archives: readonly ArchiveNumbers[], isDownload: 'download' | 'upload'): ArchiveTotals {
  const sum = (name: keyof ArchiveCounts): number =>
    archives.reduce((total, archive) => total + (archive.kind === 'blob' ? 0 : archive[name]), 0);
  return withRatios(
    {
      chunkCount: sum('chunkCount'),
      uploadedCount: sum('uploadedCount'),
      knownCount: sum('knownCount'),
      logicalBytes: sum('logicalBytes'),
      uploadedBytes: sum('uploadedBytes'),
      encodedBytes: sum('encodedBytes'),
      reusedBytes: sum('reusedBytes'),
    },
    isDownload,
  );
}

/** A size or count as a peer stated it; null when it is none: the accounting must hold whatever peers say. */
export function statedCount(value: number | null | undefined): number | null {
  return value != null && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
