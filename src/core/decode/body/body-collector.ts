// What is kept of one body (D1). In: its bytes in any cuts. Out: parts whose borders depend on the policy alone: one part of the first
// n bytes, one of the whole up to a limit, or blocks of one size. Missing bytes end the keeping.

import { ByteBuffer } from '../bytes/index.js';
import type { BodyCapture } from '../capture-policy.js';

export interface Part {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Blocks of a streamed body. */
const streamPartBytes = 16 * 1024;

export class BodyCollector {
  readonly #partBytes: number;
  readonly #isRepeated: boolean;
  readonly #buffer = new ByteBuffer();
  #offset = 0;
  #isOver: boolean;

  constructor(capture: BodyCapture) {
    this.#partBytes =
      capture.mode === 'first' ? capture.byteCount : capture.mode === 'whole' ? capture.limitBytes : streamPartBytes;
    this.#isRepeated = capture.mode === 'stream';
    this.#isOver = capture.mode === 'none' || this.#partBytes <= 0;
  }

  /** Nothing more is kept: what comes need not be fed. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** How many bytes may come before a part is complete: whoever feeds more would move its border. */
  get bytesToBorder(): number {
    return this.#isOver ? Number.POSITIVE_INFINITY : this.#partBytes - this.#buffer.length;
  }

  get keptBytes(): number {
    return this.#buffer.length;
  }

  /** At most `bytesToBorder` bytes; the part that they complete, if any. Valid until the next call. */
  feed(bytes: Uint8Array | null): Part | null {
    if (this.#isOver) return null;
    if (bytes === null) return this.end();
    this.#buffer.append(bytes);
    return this.#buffer.length < this.#partBytes ? null : this.#take();
  }

  /** What is left. */
  end(): Part | null {
    if (this.#isOver) return null;
    const part = this.#buffer.length > 0 ? this.#take() : null;
    this.#isOver = true;
    return part;
  }

  #take(): Part {
    const part = { offset: this.#offset, bytes: this.#buffer.view().slice() };
    this.#offset += part.bytes.length;
    this.#buffer.clear();
    this.#isOver = !this.#isRepeated;
    return part;
  }
}
