// In: pieces of bytes. Out: one view of all of them. Grows by doubling; knows no limit: its owner checks one before it appends.

/** Above this a cleared buffer gives its memory back; below it the next head reuses it. */
const keptBytes = 4096;
const firstBytes = 256;

export class ByteBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2, firstBytes));
      grown.set(this.view());
      this.#bytes = grown;
    }
    this.#bytes.set(bytes, this.#length);
    this.#length = needed;
  }

  /** All bytes so far; valid until the next call of `append` or `clear`. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.length > keptBytes) this.#bytes = new Uint8Array(0);
  }
}
