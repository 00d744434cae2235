// zstd frames put together by hand (RFC 8878 3.1.1) out of raw and RLE blocks, for lengths that matter and Nodes without a compressor.
// In: blocks, or content and a wished length. Out: the frame. Compresses nothing but runs.

export type Block =
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'run'; readonly byte: number; readonly count: number };

const frameMagic = 0xfd2fb528;
const singleSegmentWithSize = 0xa0;
const frameHeaderBytes = 9;
const maxBlockBytes = 128 * 1024;
const blockHeaderBytes = 3;
const runBlockBytes = 4;

const contentBytesOf = (block: Block): number => (block.kind === 'raw' ? block.bytes.length : block.count);

/** A block is at most 128 KiB of content. */
export function encodeZstdBlocks(blocks: readonly Block[]): Buffer {
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt32LE(frameMagic, 0);
  header.writeUInt8(singleSegmentWithSize, 4);
  header.writeUInt32LE(
    blocks.reduce((sum, block) => sum + contentBytesOf(block), 0),
    5,
  );
  const encoded = blocks.flatMap((block, index) => {
    const head = Buffer.alloc(blockHeaderBytes);
    const isLast = index === blocks.length - 1 ? 1 : 0;
    const type = block.kind === 'raw' ? 0 : 1;
    head.writeUIntLE(isLast | (type << 1) | (contentBytesOf(block) << 3), 0, blockHeaderBytes);
    return [head, block.kind === 'raw' ? block.bytes : Buffer.from([block.byte])];
  });
  return Buffer.concat([header, ...encoded]);
}

/** `prefix` and `zeroCount` zeros behind it in exactly `frameBytes` bytes; null when no mixture of blocks has that length. */
export function zstdOfLength(prefix: Uint8Array, zeroCount: number, frameBytes: number): Buffer | null {
  const contentBytes = prefix.length + zeroCount;
  for (let rawBytes = Math.min(contentBytes, frameBytes); rawBytes >= prefix.length; rawBytes -= 1) {
    const rawBlockCount = Math.ceil(rawBytes / maxBlockBytes);
    const runBlockCount = Math.ceil((contentBytes - rawBytes) / maxBlockBytes);
    const blocksBytes = rawBlockCount * blockHeaderBytes + rawBytes + runBlockCount * runBlockBytes;
    const spareBytes = frameBytes - frameHeaderBytes - blocksBytes;
    if (spareBytes < 0 || spareBytes % blockHeaderBytes !== 0) continue;
    const raw = Buffer.alloc(rawBytes);
    raw.set(prefix);
    return encodeZstdBlocks([
      ...fill(spareBytes / blockHeaderBytes),
      ...cut(rawBytes, (at, count): Block => ({ kind: 'raw', bytes: raw.subarray(at, at + count) })),
      ...cut(contentBytes - rawBytes, (_, count): Block => ({ kind: 'run', byte: 0, count })),
    ]);
  }
  return null;
}

/** Blocks of no bytes: what they cost is the length that is wanted. */
const fill = (count: number): readonly Block[] =>
  Array.from({ length: count }, () => ({ kind: 'raw', bytes: Buffer.alloc(0) }));

function cut(byteCount: number, blockOf: (at: number, count: number) => Block): readonly Block[] {
  const starts = Array.from({ length: Math.ceil(byteCount / maxBlockBytes) }, (_, index) => index * maxBlockBytes);
  return starts.map((at) => blockOf(at, Math.min(maxBlockBytes, byteCount - at)));
}
