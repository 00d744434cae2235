// The bytes of a chunk that no disk holds: noise for the part that does not compress, one byte repeated for the part that does,
// and the zstd frame of both, put together from raw and repeated blocks: exactly the wanted ratio, for the cost of a copy.
// In: an id, a size, a share. Out: the bytes. RFC 8878 3.1.1 (frames), 3.1.1.2 (blocks).
import { createCipheriv } from 'node:crypto';

const frameMagic = 0xfd2fb528;
/** Single segment, a content size of 4 bytes, no checksum. */
const frameDescriptor = 0xa0;
const frameHeaderBytes = 9;
const maxBlockBytes = 128 * 1024;
const blockHeaderBytes = 3;
const rawBlock = 0;
const repeatedBlock = 1;

export interface Content {
  readonly bytes: Uint8Array;
  /** The same as a zstd frame. */
  pack(): Uint8Array;
}

/** `id`: 32 bytes; another id is another content. */
export function makeContent(id: Buffer, sizeBytes: number, compressibleShare: number): Content {
  const noiseBytes = Math.round(sizeBytes * (1 - compressibleShare));
  const fill = id[0] ?? 0;
  const bytes = Buffer.alloc(sizeBytes, fill);
  const noise = createCipheriv('aes-128-ctr', id.subarray(0, 16), id.subarray(16));
  noise.update(Buffer.alloc(noiseBytes)).copy(bytes);
  return { bytes, pack: () => packContent(bytes, noiseBytes, fill) };
}

/** Where all is equal there is one content only, whatever the id. */
export const zeroContent = (sizeBytes: number): Content => {
  const bytes = Buffer.alloc(sizeBytes);
  return { bytes, pack: () => packContent(bytes, 0, 0) };
};

function packContent(bytes: Buffer, noiseBytes: number, fill: number): Uint8Array {
  const head = Buffer.alloc(frameHeaderBytes);
  head.writeUInt32LE(frameMagic, 0);
  head.writeUInt8(frameDescriptor, 4);
  head.writeUInt32LE(bytes.length, 5);
  const parts: Buffer[] = [head];
  for (let at = 0; at < bytes.length; ) {
    const isNoise = at < noiseBytes;
    const size = Math.min(maxBlockBytes, (isNoise ? noiseBytes : bytes.length) - at);
    parts.push(blockHeader(at + size === bytes.length, isNoise ? rawBlock : repeatedBlock, size));
    parts.push(isNoise ? bytes.subarray(at, at + size) : Buffer.of(fill));
    at += size;
  }
  return Buffer.concat(parts);
}

function blockHeader(isLast: boolean, type: number, sizeBytes: number): Buffer {
  const header = Buffer.alloc(blockHeaderBytes);
  header.writeUIntLE((isLast ? 1 : 0) | (type << 1) | (sizeBytes << 3), 0, blockHeaderBytes);
  return header;
}
