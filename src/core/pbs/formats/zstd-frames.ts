// In: zstd bytes. Out: what decoding them would cost, read off the headers of frames and blocks, or null when they are
// not whole frames. Decodes nothing. RFC 8878 3.1.1 (frames), 3.1.1.2 (blocks), 3.1.1.3 (literals, sequences).

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;

export interface ZstdCost {
  /** Largest window that a frame asks for; a decoder allocates it. */
  readonly windowBytes: number;
  /** Copies from the window, each of up to 131074 bytes: what a decoder spends its time on. */
  readonly sequenceCount: number;
}

const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

/** Little endian, exact up to 6 bytes; beyond the end are zeros. */
function integerAt(bytes: Uint8Array, at: number, byteCount: number): number {
  let value = 0;
  for (let i = byteCount - 1; i >= 0; i--) value = value * 256 + byteAt(bytes, at + i);
  return value;
}

interface FrameHeader {
  readonly headerBytes: number;
  readonly windowBytes: number;
  readonly hasChecksum: boolean;
}

function decodeFrameHeader(bytes: Uint8Array, at: number): FrameHeader {
  const descriptor = byteAt(bytes, at + 4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3]!;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  const sizeAt = at + 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  return {
    headerBytes: sizeAt + sizeBytes - at,
    windowBytes: isSingleSegment ? contentSize(bytes, sizeAt, sizeBytes) : windowSize(byteAt(bytes, at + 5)),
    hasChecksum: (descriptor & 4) !== 0,
  };
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Two bytes count from 256 on; eight may lose their last bits, which no limit cares about. */
function contentSize(bytes: Uint8Array, at: number, sizeBytes: number): number {
  return integerAt(bytes, at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}

/** Number of sequences of a compressed block: it stands behind the literals, whose length their header tells. */
function countSequences(bytes: Uint8Array, at: number): number {
  const first = byteAt(bytes, at);
  const sizeFormat = (first >> 2) & 3;
  let next: number;
  if ((first & 3) < 2) {
    const headerBytes = [1, 2, 1, 3][sizeFormat]!;
    const literalBytes = Math.floor(integerAt(bytes, at, headerBytes) / (headerBytes === 1 ? 8 : 16));
    next = at + headerBytes + ((first & 3) === 0 ? literalBytes : 1);
  } else {
    const [headerBytes, sizeBits] = (
      [
        [3, 10],
        [3, 10],
        [4, 14],
        [5, 18],
      ] as const
    )[sizeFormat]!;
    next = at + headerBytes + Math.floor(integerAt(bytes, at, headerBytes) / 2 ** (4 + sizeBits));
  }
  const count = byteAt(bytes, next);
  if (count < 128) return count;
  return count < 255 ? (count - 128) * 256 + byteAt(bytes, next + 1) : integerAt(bytes, next + 1, 2) + 0x7f00;
}

export function measureZstd(bytes: Uint8Array): ZstdCost | null {
  let windowBytes = 0;
  let sequenceCount = 0;
  let at = 0;
  while (at < bytes.length) {
    const magic = integerAt(bytes, at, 4);
    if (Math.floor(magic / 16) === skippableMagic / 16) {
      at += 8 + integerAt(bytes, at + 4, 4);
      continue;
    }
    if (magic !== frameMagic) return null;
    const header = decodeFrameHeader(bytes, at);
    windowBytes = Math.max(windowBytes, header.windowBytes);
    at += header.headerBytes;
    for (let isLast = false; !isLast; ) {
      if (at + 3 > bytes.length) return null;
      const block = integerAt(bytes, at, 3);
      const type = (block >> 1) & 3;
      isLast = (block & 1) !== 0;
      if (type === 2) sequenceCount += countSequences(bytes, at + 3);
      at += 3 + (type === 1 ? 1 : block >> 3); // a run has one byte, whatever its length
    }
    if (header.hasChecksum) at += 4;
  }
  return at === bytes.length ? { windowBytes, sequenceCount } : null;
}
