// What the client says of an archive when it is done, in the official client's words and sums (protocol.md 8.3), and as JSON.
import { formatBytes, formatDuration, formatPercent, formatRate } from '../../../core/report/index.js';
import type { ArchiveSummary } from '../../../pbs-client/index.js';

/** Below it the official client does not speak of reuse. */
const leastReusedOfBytes = 1024 * 1024;
const indexExtension = /\.(didx|fidx|blob)$/;

export const shortName = (name: string): string => name.replace(indexExtension, '');

export function describeArchive(archive: ArchiveSummary, durationMs: number): string {
  const { logicalBytes, uploadedBytes, encodedBytes } = archive;
  const name = shortName(archive.name);
  const rate = formatRate((uploadedBytes * 1000) / Math.max(1, durationMs));
  const line = `${name}: had to backup ${formatBytes(uploadedBytes)} of ${formatBytes(logicalBytes)} (compressed ${formatBytes(encodedBytes)}) in ${formatDuration(durationMs)} (average ${rate})`;
  const reusedBytes = logicalBytes - uploadedBytes;
  if (reusedBytes <= 0 || logicalBytes <= leastReusedOfBytes) return line;
  const share = formatPercent(reusedBytes / logicalBytes);
  return `${line}\n${name}: backup was done incrementally, reused ${formatBytes(reusedBytes)} (${share})`;
}

export const summaryOf = ({
  name,
  logicalBytes,
  uploadedBytes,
  encodedBytes,
  chunkCount,
  knownCount,
}: ArchiveSummary) => ({
  name,
  logicalBytes,
  uploadedBytes,
  encodedBytes,
  chunkCount,
  knownCount,
});
