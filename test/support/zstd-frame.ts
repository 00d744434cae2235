// A zstd frame made by hand, for Nodes without a compressor: one byte repeated. In: how often, which byte. Out: the frame.
// RFC 8878 3.1.1: single segment, 4 bytes of content size, RLE blocks.
const frameMagic = 0xfd2fb528;
const singleSegmentWithSize = 0xa0;
const maxBlockBytes = 128 * 1024;
const rleBlock = 1;

export function rleFrame(byteCount: number, byte: number): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(frameMagic, 0);
  head.writeUInt8(singleSegmentWithSize, 4);
  head.writeUInt32LE(byteCount, 5);
  const blocks: Buffer[] = [];
  for (let at = 0; at < byteCount; at += maxBlockBytes) {
    const size = Math.min(maxBlockBytes, byteCount - at);
    const block = Buffer.alloc(4);
    block.writeUIntLE((at + size === byteCount ? 1 : 0) | (rleBlock << 1) | (size << 3), 0, 3);
    block.writeUInt8(byte, 3);
    blocks.push(block);
  }
  return Buffer.concat([head, ...blocks]);
}
