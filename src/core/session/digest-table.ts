// In: chunk digests (hex). Out: a dense number for each, so that columns can be kept beside it. Flat memory (D19): 64 bits
// of each digest in typed arrays, no string kept. Two of a million digests agree in 64 bits once in 37 million sessions.

/** 2 M chunks are 8 TiB of image; an index that lists more is counted, not remembered (60 MB at most per archive). */
const maxDigests = 2_000_000;

const firstCapacity = 256;
/** Open addressing stays quick up to this load. */
const maxLoad = 0.6;

export class DigestTable {
  #high = new Uint32Array(firstCapacity);
  #low = new Uint32Array(firstCapacity);
  /** Slot → id + 1; 0 is free. */
  #slots = new Uint32Array(firstCapacity * 2);
  #count = 0;

  get size(): number {
    return this.#count;
  }

  /** The number of this digest, a new one if it was not seen; -1 when the table is full. */
  idOf(digest: string): number {
    const high = wordOf(digest, 0);
    const low = wordOf(digest, 8);
    const slot = this.#slotOf(high, low);
    const found = this.#slots[slot]!;
    if (found !== 0) return found - 1;
    if (this.#count >= maxDigests) return -1;
    const id = this.#count++;
    this.#high = withRoomFor(this.#high, id);
    this.#low = withRoomFor(this.#low, id);
    this.#high[id] = high;
    this.#low[id] = low;
    this.#slots[slot] = id + 1;
    if (this.#count > this.#slots.length * maxLoad) this.#rehash();
    return id;
  }

  /** As `idOf`, but -1 for a digest that was not seen. */
  find(digest: string): number {
    return this.#slots[this.#slotOf(wordOf(digest, 0), wordOf(digest, 8))]! - 1;
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#slots.length - 1;
    let slot = (high ^ Math.imul(low, 0x9e3779b1)) & mask;
    for (;;) {
      const id = this.#slots[slot]! - 1;
      if (id < 0 || (this.#high[id] === high && this.#low[id] === low)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    for (let id = 0; id < this.#count; id++) this.#slots[this.#slotOf(this.#high[id]!, this.#low[id]!)] = id + 1;
  }
}

const wordOf = (digest: string, at: number): number => Number.parseInt(digest.slice(at, at + 8), 16) >>> 0;

/** The same column, doubled until `index` has a place. */
export function withRoomFor<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(
  column: T,
  index: number,
): T {
  if (index < column.length) return column;
  const grown = new (column.constructor as new (length: number) => T)(Math.max(column.length * 2, index + 1));
  grown.set(column as never);
  return grown;
}
