// What the demo backs up: a small disk image and a stream of files, the same bytes in every run, and the same after a day's changes.
// Made piece by piece, so that no copy of it is held.

const blockBytes = 64 * 1024;
export const imageBytes = 24 * 1024 * 1024 + 512 * 1024;
const streamBytes = 12 * 1024 * 1024;
/** Bytes that the day's changes insert into the stream: everything behind them moves, and content-defined chunks do not care. */
const insertedBytes = 70_000;

function* randomBlocks(seed: number, totalBytes: number): Generator<Buffer> {
  let state = seed >>> 0 || 1;
  for (let at = 0; at < totalBytes; at += blockBytes) {
    const block = Buffer.alloc(Math.min(blockBytes, totalBytes - at));
    for (let index = 0; index + 4 <= block.length; index += 4) {
      // xorshift32: quick, and the same on every machine
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      block.writeInt32LE(state | 0, index);
    }
    yield block;
  }
}

/** Half of an image is empty, as on a disk with room to grow. */
export async function* readImage(day: 1 | 2): AsyncGenerator<Uint8Array> {
  let blockIndex = 0;
  const empty = Buffer.alloc(blockBytes);
  for (const block of randomBlocks(0x5eed, imageBytes)) {
    const isEmpty = Math.floor(blockIndex / 64) % 2 === 1;
    const isChanged = day === 2 && blockIndex === 200;
    yield isEmpty && !isChanged ? empty.subarray(0, block.length) : block;
    blockIndex += 1;
  }
}

export async function* readStream(day: 1 | 2): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const block of randomBlocks(0xf11e5, streamBytes)) {
    if (day === 2 && at === streamBytes / 2) yield* randomBlocks(0xda7, insertedBytes);
    yield block;
    at += block.length;
  }
}
