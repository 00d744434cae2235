// In: the chunk uploads of a backup as estimated, and the logical size that the operator names. Out: the dedup figures of D9 as far
// as they can be had: a chunk's size before compression is not on the wire, so 4 MiB stands for it. protocol.md 7.8, 8.1.
import type { ChunkEstimate, DedupEstimate } from './shape.js';

/** Blocks of images are 4 MiB; chunks of files are cut at 4 MiB on average (1 MiB to 16 MiB). */
const chunkLogicalBytes = 4 * 1024 * 1024;
/** A mean that 4 MiB would have to be compressed 64 times for: nearly empty chunks, or not of 4 MiB, as a catalog's are not. */
const suspiciousMeanBytes = 64 * 1024;

export function estimateDedup(chunks: ChunkEstimate, logicalBytes: number): DedupEstimate {
  const { count, encodedBytes, meanBytes } = chunks;
  const fullBytes = count * chunkLogicalBytes;
  const uploadedBytes = Math.min(logicalBytes, Math.max(fullBytes, encodedBytes));
  const figures = {
    logicalBytes,
    uploadedBytes,
    dedupRatio: uploadedBytes === 0 ? null : logicalBytes / uploadedBytes,
    dedupShare: logicalBytes === 0 ? 0 : 1 - uploadedBytes / logicalBytes,
    wireRatio: encodedBytes === 0 ? null : logicalBytes / encodedBytes,
  };
  if (count === 0) return { ...figures, confidence: chunks.confidence, because: 'no chunk was uploaded' };
  if (fullBytes > logicalBytes) {
    return { ...figures, confidence: 'low', because: `${count} chunks of 4 MiB would be more than the logical size` };
  }
  if ((meanBytes ?? 0) < suspiciousMeanBytes) {
    const because = `${count} chunks taken for 4 MiB each, though they are very small on the wire`;
    return { ...figures, confidence: 'low', because };
  }
  const confidence = chunks.confidence === 'low' ? 'low' : 'medium';
  return { ...figures, confidence, because: `${count} chunks taken for 4 MiB each, as blocks and file chunks are` };
}
