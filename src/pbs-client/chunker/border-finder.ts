// In: a stream of bytes in any cuts. Out: where its content-defined chunks end. A border depends on the 64 bytes before it
// alone, so an insertion moves few of them. Minimum A/4, maximum 4A for an average of A, the rule of protocol.md 7.8.
import { buzhashTable } from './buzhash-table.js';

const windowBytes = 64;
const minShare = 4;
const maxFactor = 4;
/** The smallest average whose minimum still holds a window. */
const minAverageBytes = windowBytes * minShare;

/** Remembers the window, not the chunk. */
export class BorderFinder {
  readonly #minBytes: number;
  readonly #maxBytes: number;
  readonly #mask: number;
  readonly #window = new Uint8Array(windowBytes);
  /** Signed 32 bits: an unsigned one would leave V8's small integers and cost half the speed. */
  #hash = 0;
  #chunkBytes = 0;

  /** `averageBytes`: a power of two. */
  constructor(averageBytes: number) {
    if (averageBytes < minAverageBytes || (averageBytes & (averageBytes - 1)) !== 0)
      throw new RangeError(`an average chunk size must be a power of two of at least ${minAverageBytes}`);
    this.#minBytes = averageBytes / minShare;
    this.#maxBytes = averageBytes * maxFactor;
    this.#mask = averageBytes * 2 - 1;
  }

  /** Offset behind the next border in `bytes`, looked for from `from` on; -1 when there is none yet. */
  scan(bytes: Uint8Array, from: number): number {
    const window = this.#window;
    const table = buzhashTable;
    const mask = this.#mask;
    const minBytes = this.#minBytes;
    const maxBytes = this.#maxBytes;
    // No border before the minimum, and none depends on more than a window: what lies before both need not be looked at.
    const firstHashed = minBytes - windowBytes;
    const skipBytes = Math.max(0, Math.min(firstHashed - this.#chunkBytes, bytes.length - from));
    let count = this.#chunkBytes + skipBytes;
    let hash = this.#hash;
    for (let at = from + skipBytes; at < bytes.length; at += 1) {
      const entering = bytes[at] as number;
      const slot = count & (windowBytes - 1);
      // A byte that leaves has been rotated 64 times, which for 32 bits is not at all.
      const leaving = count < minBytes ? 0 : (table[window[slot] as number] as number);
      hash = ((hash << 1) | (hash >>> 31)) ^ leaving ^ (table[entering] as number);
      window[slot] = entering;
      count += 1;
      if (count >= minBytes && ((hash & mask) >= mask - 2 || count >= maxBytes)) {
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
