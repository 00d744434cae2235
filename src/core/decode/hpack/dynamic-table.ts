// The dynamic table of one HPACK context: entries in, by index out, the oldest evicted. RFC 7541 2.3.2, 4.
// A ring, so that eviction moves nothing.
import type { HeaderField } from './hpack-decoder.js';

/** What an entry costs beyond its name and value (RFC 7541 4.1). */
const entryOverheadBytes = 32;
const firstCapacity = 64;

export class DynamicTable {
  #ring: (HeaderField | undefined)[] = new Array(firstCapacity);
  #oldest = 0;
  #count = 0;
  #sizeBytes = 0;
  #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get count(): number {
    return this.#count;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Entry `age` = 0 is the newest. */
  at(age: number): HeaderField | undefined {
    if (age < 0 || age >= this.#count) return undefined;
    return this.#ring[(this.#oldest + this.#count - 1 - age) % this.#ring.length];
  }

  resize(maxBytes: number): void {
    this.#maxBytes = maxBytes;
    this.#evictTo(maxBytes);
  }

  /** An entry larger than the table empties it and is not kept: not an error (RFC 7541 4.4). */
  insert(field: HeaderField): void {
    const bytes = entryBytes(field);
    this.#evictTo(this.#maxBytes - bytes);
    if (bytes > this.#maxBytes) return;
    if (this.#count === this.#ring.length) this.#grow();
    this.#ring[(this.#oldest + this.#count) % this.#ring.length] = field;
    this.#count += 1;
    this.#sizeBytes += bytes;
  }

  #evictTo(bytes: number): void {
    while (this.#count > 0 && this.#sizeBytes > bytes) {
      const field = this.#ring[this.#oldest];
      if (field !== undefined) this.#sizeBytes -= entryBytes(field);
      this.#ring[this.#oldest] = undefined;
      this.#oldest = (this.#oldest + 1) % this.#ring.length;
      this.#count -= 1;
    }
  }

  #grow(): void {
    const ring: (HeaderField | undefined)[] = new Array(this.#ring.length * 2);
    for (let index = 0; index < this.#count; index += 1)
      ring[index] = this.#ring[(this.#oldest + index) % this.#ring.length];
    this.#ring = ring;
    this.#oldest = 0;
  }
}

export const entryBytes = (field: HeaderField): number => field[0].length + field[1].length + entryOverheadBytes;
