// The server's own count of a session (protocol.md 5.8), the only place where server-side duplicates show.
// In: chunk uploads of a writer. Out: sums, task log lines, and the manifest's `chunk_upload_stats`. All sizes in bytes.

export interface UploadStatistic {
  readonly count: number;
  readonly sizeBytes: number;
  readonly compressedBytes: number;
  readonly duplicateCount: number;
}

export const emptyStatistic: UploadStatistic = { count: 0, sizeBytes: 0, compressedBytes: 0, duplicateCount: 0 };

export function addStatistic(a: UploadStatistic, b: UploadStatistic): UploadStatistic {
  return {
    count: a.count + b.count,
    sizeBytes: a.sizeBytes + b.sizeBytes,
    compressedBytes: a.compressedBytes + b.compressedBytes,
    duplicateCount: a.duplicateCount + b.duplicateCount,
  };
}

/** As the manifest holds it under `unprotected.chunk_upload_stats`. */
export function formatUploadStats(statistic: UploadStatistic): Readonly<Record<string, number>> {
  return {
    compressed_size: statistic.compressedBytes,
    count: statistic.count,
    duplicates: statistic.duplicateCount,
    size: statistic.sizeBytes,
  };
}

export function describeUpload(archive: {
  readonly name: string;
  readonly uuid: string;
  readonly csum: string;
  readonly sizeBytes: number;
  readonly chunkCount: number;
  readonly statistic: UploadStatistic;
}): readonly string[] {
  const { sizeBytes, chunkCount, statistic } = archive;
  const lines = [
    `Upload statistics for '${archive.name}'`,
    `UUID: ${archive.uuid}`,
    `Checksum: ${archive.csum}`,
    `Size: ${sizeBytes}`,
    `Chunk count: ${chunkCount}`,
  ];
  if (sizeBytes === 0 || chunkCount === 0) return lines;
  lines.push(`Upload size: ${statistic.sizeBytes} (${percent(statistic.sizeBytes, sizeBytes)}%)`);
  // A zero chunk that QEMU uploads and never refers to would make this negative.
  const clientDuplicateCount = Math.max(0, chunkCount - statistic.count);
  const duplicateCount = clientDuplicateCount + statistic.duplicateCount;
  if (duplicateCount > 0) {
    const split = `${clientDuplicateCount}+${statistic.duplicateCount}`;
    lines.push(`Duplicates: ${split} (${percent(duplicateCount, chunkCount)}%)`);
  }
  if (statistic.sizeBytes > 0) {
    lines.push(`Compression: ${percent(statistic.compressedBytes, statistic.sizeBytes)}%`);
  }
  return lines;
}

function percent(part: number, whole: number): number {
  return Math.floor((part * 100) / whole);
}
