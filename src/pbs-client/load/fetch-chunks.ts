// Chunks of a snapshot, so many open at a time, in the order in which they are asked for. In: a reader session, digests. Out: bytes as
// they came. What comes is checked and let go.
import { hasValidCrc } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Session } from '../connect/index.js';

export async function fetchChunks(
  session: Session,
  digests: readonly string[],
  openChunkCount: number,
  onProgress: (addedBytes: number) => void,
): Promise<number> {
  let downloadedBytes = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    for (let digest = digests[next++]; digest !== undefined; digest = digests[next++]) {
      const blob = await session.call('downloadChunk', { digest });
      if (!hasValidCrc(blob)) throw new ClientFailure('damaged', `chunk ${digest} has a wrong CRC checksum`);
      downloadedBytes += blob.length;
      onProgress(blob.length);
    }
  };
  await Promise.all(Array.from({ length: openChunkCount }, work));
  return downloadedBytes;
}
