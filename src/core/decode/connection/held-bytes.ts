// Bytes whose meaning is not known yet: a first byte that may become a preface, a client's bytes behind its upgrade request. Kept as
// copies with their times, up to a bound.

export interface Held {
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** A preface with SETTINGS has some hundred bytes; a client that sends more before the answer is not waiting for it. */
export const maxHeldBytes = 1024 * 1024;

export class HeldBytes {
  #held: Held[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** False when the bound is passed; nothing is kept then. */
  add(bytes: Uint8Array, atMs: number): boolean {
    if (this.#length + bytes.length > maxHeldBytes) return false;
    this.#held.push({ bytes: bytes.slice(), atMs });
    this.#length += bytes.length;
    return true;
  }

  take(): readonly Held[] {
    const held = this.#held;
    this.#held = [];
    this.#length = 0;
    return held;
  }

  /** The first `byteCount` bytes, joined. */
  peek(byteCount: number): Uint8Array {
    const first = new Uint8Array(Math.min(byteCount, this.#length));
    let at = 0;
    for (const { bytes } of this.#held) {
      if (at === first.length) break;
      const piece = bytes.subarray(0, first.length - at);
      first.set(piece, at);
      at += piece.length;
    }
    return first;
  }
}
