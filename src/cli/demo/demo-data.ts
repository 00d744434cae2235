// What the demo backs up: a disk image and a stream of files, the same bytes in every run, and the same after a day's changes.
// Part of it is text, which compresses, part is noise, which does not. Made piece by piece, so that no copy of it is held.

export type Day = 1 | 2;

const blockBytes = 64 * 1024;
export const imageBytes = 24 * 1024 * 1024 + 512 * 1024;
const streamBytes = 12 * 1024 * 1024;
/** What the day inserts into the stream: everything behind it moves, and content-defined chunks do not care. */
const insertedBytes = 70_000;
/** One block of the image that the day rewrites; it lies in a part that was empty. */
const rewrittenBlock = 200;
/** Half of the image is empty, in runs of this many blocks: as on a disk with room to grow, and a chunk long. */
const blocksPerRun = 64;
/** Every third block of the rest is text, as configuration and logs are. */
const textEvery = 3;
const words = ['backup', 'chunk', 'index', 'session', 'window', 'verify', 'prune', 'datastore'];

export async function* readImage(day: Day): AsyncGenerator<Uint8Array> {
  const empty = new Uint8Array(blockBytes);
  let number = 0;
  for (const block of makeBlocks(0x5eed, imageBytes)) {
    const isEmpty = Math.floor(number / blocksPerRun) % 2 === 1;
    const isRewritten = day === 2 && number === rewrittenBlock;
    yield isEmpty && !isRewritten ? empty.subarray(0, block.length) : block;
    number += 1;
  }
}

export async function* readStream(day: Day): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const block of makeBlocks(0xf11e5, streamBytes)) {
    if (day === 2 && at === streamBytes / 2) yield* makeBlocks(0xda7, insertedBytes);
    yield block;
    at += block.length;
  }
}

function* makeBlocks(seed: number, totalBytes: number): Generator<Uint8Array> {
  const next = startXorshift(seed);
  for (let at = 0, number = 0; at < totalBytes; at += blockBytes, number += 1) {
    const byteCount = Math.min(blockBytes, totalBytes - at);
    yield number % textEvery === 0 ? makeText(next, byteCount) : makeNoise(next, byteCount);
  }
}

/** Quick, and the same on every machine. */
function startXorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

function makeNoise(next: () => number, byteCount: number): Uint8Array {
  const noise = Uint32Array.from({ length: Math.ceil(byteCount / 4) }, next);
  return new Uint8Array(noise.buffer, 0, byteCount);
}

function makeText(next: () => number, byteCount: number): Uint8Array {
  const lines: string[] = [];
  for (let lengthBytes = 0; lengthBytes < byteCount; lengthBytes += lines.at(-1)?.length ?? 0) {
    const value = next();
    lines.push(`${value % 100_000} ${words[value % words.length]} ${words[(value >>> 8) % words.length]} done\n`);
  }
  return Buffer.from(lines.join('')).subarray(0, byteCount);
}
