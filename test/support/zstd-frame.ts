// zstd frames made by hand, for Nodes without a compressor: one byte repeated, or bytes as they are. Out: the frame.
// RFC 8878 3.1.1: single segment, 4 bytes of content size, RLE or raw blocks.
const frameMagic = 0xfd2fb528;
const singleSegmentWithSize = 0xa0;
const maxBlockBytes = 128 * 1024;
const rawBlock = 0;
const rleBlock = 1;

function frame(byteCount: number, type: number, content: (from: number, to: number) => Uint8Array): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(frameMagic, 0);
  head.writeUInt8(singleSegmentWithSize, 4);
  head.writeUInt32LE(byteCount, 5);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < byteCount; at += maxBlockBytes) {
    const size = Math.min(maxBlockBytes, byteCount - at);
    const blockHead = Buffer.alloc(3);
    blockHead.writeUIntLE((at + size === byteCount ? 1 : 0) | (type << 1) | (size << 3), 0, 3);
    blocks.push(blockHead, content(at, at + size));
  }
  return Buffer.concat([head, ...blocks]);
}

export const rleFrame = (byteCount: number, byte: number): Uint8Array =>
  frame(byteCount, rleBlock, () => Uint8Array.of(byte));

export const rawFrame = (bytes: Uint8Array): Uint8Array =>
  frame(bytes.length, rawBlock, (from, to) => bytes.subarray(from, to));
