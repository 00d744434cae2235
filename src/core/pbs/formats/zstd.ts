// In: zstd bytes of a peer. Out: the decoded bytes, or null; never more of output, memory or time than the limits allow.
// fzstd allocates the window that a frame asks for, and copies what a sequence says even where no output is left for it,
// so both are measured before it sees the bytes. Checksums are not checked.
import { Decompress } from 'fzstd';
import { measureZstd } from './zstd-frames.js';

/** What every zstd decoder must accept (RFC 8878 3.1.1.1.2), even where the output limit is smaller. */
const minWindowLimitBytes = 8 * 1024 * 1024;

/**
 * Null when the bytes are not whole zstd frames or unfold to more than `limitBytes`. `maxSequenceCount` bounds the time:
 * a hostile sequence costs about 0.1 ms, and text has some ten sequences a KiB, so it is for small contents only.
 */
export function decodeZstd(
  bytes: Uint8Array,
  limitBytes: number,
  maxSequenceCount = Number.POSITIVE_INFINITY,
): Uint8Array | null {
  const cost = measureZstd(bytes);
  if (bytes.length === 0 || cost === null) return null;
  if (cost.windowBytes > Math.max(limitBytes, minWindowLimitBytes) || cost.sequenceCount > maxSequenceCount)
    return null;
  const parts: Uint8Array[] = [];
  let totalBytes = 0;
  try {
    const decoder = new Decompress((part) => {
      totalBytes += part.length;
      if (totalBytes > limitBytes) throw new RangeError('zstd output over the limit');
      parts.push(part.slice());
    });
    decoder.push(bytes, true);
  } catch {
    return null; // the peer's bytes are wrong or too many: a value, not our exception
  }
  const out = new Uint8Array(totalBytes);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
