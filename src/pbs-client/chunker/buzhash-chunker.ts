// In: a stream in any cuts. Out: content-defined chunks: where they end depends on the last 64 bytes alone, so an insertion moves
// few borders. Minimum A/4, maximum 4A for an average of A, as protocol.md 7.8.
import { buzhashTable } from './buzhash-table.js';

const windowBytes = 64;
const minShare = 4;
const maxFactor = 4;

/** Finds borders in bytes as they come; remembers the window, not the chunk. */
export class BorderFinder {
  readonly #minBytes: number;
  readonly #maxBytes: number;
  readonly #mask: number;
  readonly #window = new Uint8Array(windowBytes);
  #hash = 0;
  #chunkBytes = 0;

  /** `averageBytes` must be a power of two of at least 256. */
  constructor(averageBytes: number) {
    if (averageBytes < 256 || (averageBytes & (averageBytes - 1)) !== 0)
      throw new RangeError('the average chunk size must be a power of two');
    this.#minBytes = averageBytes / minShare;
    this.#maxBytes = averageBytes * maxFactor;
    this.#mask = averageBytes * 2 - 1;
  }

  /** Offset behind the next border in `bytes`, counted from `from`; -1 when there is none yet. */
  scan(bytes: Uint8Array, from: number): number {
    const window = this.#window;
    const mask = this.#mask;
    let hash = this.#hash;
    let count = this.#chunkBytes;
    for (let at = from; at < bytes.length; at += 1) {
      const entering = bytes[at] as number;
      const slot = count % windowBytes;
      // A byte that leaves has been rotated 64 times, which for 32 bits is not at all.
      const leaving = count < windowBytes ? 0 : (buzhashTable[window[slot] as number] as number);
      hash = (((hash << 1) | (hash >>> 31)) ^ leaving ^ (buzhashTable[entering] as number)) >>> 0;
      window[slot] = entering;
      count += 1;
      if ((count >= this.#minBytes && (hash & mask) >>> 0 >= mask - 2) || count >= this.#maxBytes) {
        this.#hash = 0;
        this.#chunkBytes = 0;
        return at + 1;
      }
    }
    this.#hash = hash;
    this.#chunkBytes = count;
    return -1;
  }
}

export async function* cutByContent(
  source: AsyncIterable<Uint8Array>,
  averageBytes: number,
): AsyncGenerator<Uint8Array> {
  const finder = new BorderFinder(averageBytes);
  let parts: Uint8Array[] = [];
  for await (const bytes of source) {
    let at = 0;
    while (at < bytes.length) {
      const border = finder.scan(bytes, at);
      parts.push(bytes.slice(at, border < 0 ? bytes.length : border));
      at = border < 0 ? bytes.length : border;
      if (border >= 0) {
        yield Buffer.concat(parts);
        parts = [];
      }
    }
  }
  if (parts.length > 0) yield Buffer.concat(parts);
}
