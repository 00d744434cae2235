// In: zstd bytes of a peer. Out: the decoded bytes, or null; never more than the limit, in output or in window (RFC 8878 3.1.1).
// fzstd allocates what a frame header asks for, so every frame header is looked at before it sees them.
import { Decompress } from 'fzstd';

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
/** Windows up to this size are taken even where the output limit is smaller: what every zstd decoder must accept. */
const minWindowLimitBytes = 8 * 1024 * 1024;

function uint32At(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

interface FrameHeader {
  readonly headerBytes: number;
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
}

function decodeFrameHeader(bytes: Uint8Array, at: number): FrameHeader {
  const descriptor = bytes[at + 4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const sizeAt = at + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const exponent = (bytes[at + 5] ?? 0) >> 3;
  const windowBase = 2 ** (10 + exponent);
  const windowBytes = isSingleSegment
    ? contentSize(bytes, sizeAt, sizeBytes)
    : windowBase + (windowBase / 8) * ((bytes[at + 5] ?? 0) & 7);
  return { headerBytes: sizeAt + sizeBytes - at, windowBytes, hasChecksum: (descriptor & 4) !== 0 };
}

function contentSize(bytes: Uint8Array, at: number, sizeBytes: number): number {
  if (sizeBytes === 1) return bytes[at] ?? 0;
  if (sizeBytes === 2) return ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)) + 256;
  return uint32At(bytes, at) + (sizeBytes === 8 ? uint32At(bytes, at + 4) * 2 ** 32 : 0);
}

/** True when all frames are whole and none asks for a window beyond `windowLimitBytes`. */
function hasModestFrames(bytes: Uint8Array, windowLimitBytes: number): boolean {
  let at = 0;
  while (at < bytes.length) {
    const magic = uint32At(bytes, at);
    if ((magic & 0xfffffff0) >>> 0 === skippableMagic) {
      at += 8 + uint32At(bytes, at + 4);
      continue;
    }
    if (magic !== frameMagic) return false;
    const header = decodeFrameHeader(bytes, at);
    if (header.windowBytes > windowLimitBytes) return false;
    at += header.headerBytes;
    for (let isLast = false; !isLast; ) {
      if (at + 3 > bytes.length) return false;
      const block = uint32At(bytes, at) & 0xffffff;
      isLast = (block & 1) !== 0;
      const isRunLength = ((block >> 1) & 3) === 1;
      at += 3 + (isRunLength ? 1 : block >> 3);
    }
    if (header.hasChecksum) at += 4;
  }
  return at === bytes.length;
}

/** Null when the bytes are not zstd, are cut, or hold more than `limitBytes`. */
export function decodeZstd(bytes: Uint8Array, limitBytes: number): Uint8Array | null {
  if (bytes.length === 0 || !hasModestFrames(bytes, Math.max(limitBytes, minWindowLimitBytes))) return null;
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
