// What garbage collection says at its end, in PBS's words and field names. In: its statistics. Out: log lines, or the JSON of
// the REST call.
import type { GarbageStatus } from './garbage.js';

export function describeGarbage(status: GarbageStatus): readonly string[] {
  const { diskBytes, diskCount, indexDataBytes, pendingBytes, pendingCount } = status;
  const lines = [`Removed garbage: ${formatBytes(status.removedBytes)}`, `Removed chunks: ${status.removedCount}`];
  if (pendingBytes > 0) lines.push(`Pending removals: ${formatBytes(pendingBytes)} (in ${pendingCount} chunks)`);
  if (status.removedBadCount > 0) lines.push(`Removed bad chunks: ${status.removedBadCount}`);
  if (status.stillBadCount > 0) lines.push(`Leftover bad chunks: ${status.stillBadCount}`);
  lines.push(`Original data usage: ${formatBytes(indexDataBytes)}`);
  if (indexDataBytes > 0) {
    lines.push(`On-Disk usage: ${formatBytes(diskBytes)} (${((diskBytes * 100) / indexDataBytes).toFixed(2)}%)`);
  }
  lines.push(`On-Disk chunks: ${diskCount}`);
  lines.push(`Deduplication factor: ${(diskBytes > 0 ? indexDataBytes / diskBytes : 1).toFixed(2)}`);
  if (diskCount > 0) lines.push(`Average chunk size: ${formatBytes(Math.floor(diskBytes / diskCount))}`);
  return lines;
}

export function formatGarbageStatus(status: GarbageStatus, upid: string): Readonly<Record<string, string | number>> {
  return {
    upid,
    'index-file-count': status.indexFileCount,
    'index-data-bytes': status.indexDataBytes,
    'disk-bytes': status.diskBytes,
    'disk-chunks': status.diskCount,
    'removed-bytes': status.removedBytes,
    'removed-chunks': status.removedCount,
    'pending-bytes': status.pendingBytes,
    'pending-chunks': status.pendingCount,
    'removed-bad': status.removedBadCount,
    'still-bad': status.stillBadCount,
  };
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** `135.322 GiB`: three decimals at most, none for nothing. */
function formatBytes(bytes: number): string {
  const power = bytes === 0 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  return `${Number((bytes / 1024 ** power).toFixed(3))} ${units[power]}`;
}
