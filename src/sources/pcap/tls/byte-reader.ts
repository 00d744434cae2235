// In: the body of a handshake message. Out: its numbers and vectors one after the other. Beyond the end it reads zeros
// and empty vectors and remembers that it did, so a hostile length harms nobody. RFC 8446 3.

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #isShort = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** True once something lay beyond the end. */
  get isShort(): boolean {
    return this.#isShort;
  }

  get remainingBytes(): number {
    return this.#bytes.length - this.#at;
  }

  readNumber(byteCount: 1 | 2 | 3): number {
    let value = 0;
    for (const byte of this.readBytes(byteCount)) value = value * 256 + byte;
    return value;
  }

  readBytes(byteCount: number): Uint8Array {
    if (byteCount > this.remainingBytes) this.#isShort = true;
    const bytes = this.#bytes.subarray(this.#at, this.#at + byteCount);
    this.#at = Math.min(this.#at + byteCount, this.#bytes.length);
    return bytes;
  }

  /** A vector behind its length, which takes `lengthBytes`. */
  readVector(lengthBytes: 1 | 2 | 3): Uint8Array {
    return this.readBytes(this.readNumber(lengthBytes));
  }
}
