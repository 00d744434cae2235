// Bytes whose meaning is not known yet: a first byte that may become a preface, a client's bytes behind its upgrade request. Kept as
// copies with their times, in the order in which they came, up to a bound.
import type { Direction } from '../../wire/index.js';

export interface Held {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly atMs: number;
}

/** A preface with SETTINGS has some hundred bytes; a client that sends more before the answer is not waiting for it. */
export const maxHeldBytes = 1024 * 1024;

export class HeldBytes {
  #held: Held[] = [];
  #length = 0;

  /** False when the bound is passed; nothing is kept then. */
  add(direction: Direction, bytes: Uint8Array, atMs: number): boolean {
    if (this.#length + bytes.length > maxHeldBytes) return false;
    this.#held.push({ direction, bytes: bytes.slice(), atMs });
    this.#length += bytes.length;
    return true;
  }

  take(): readonly Held[] {
    const held = this.#held;
    this.#held = [];
    this.#length = 0;
    return held;
  }

  /** The first `byteCount` bytes of a direction, joined. */
  peek(direction: Direction, byteCount: number): Uint8Array {
    const first = new Uint8Array(byteCount);
    let length = 0;
    for (const held of this.#held) {
      if (length === byteCount) break;
      if (held.direction !== direction) continue;
      const piece = held.bytes.subarray(0, byteCount - length);
      first.set(piece, length);
      length += piece.length;
    }
    return first.subarray(0, length);
  }
}
