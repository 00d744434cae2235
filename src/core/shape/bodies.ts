// In: the content lengths of the records of one direction. Out: the bodies that they look like: full records and a tail. How a
// sender cuts differs (16 384, 16 320 behind HAProxy, 1 024 for the first piece), that a tail is short does not. protocol.md 1.9.
import { Spread } from './spread.js';

/** HAProxy writes 16 320, OpenSSL and rustls 16 384, and a frame head may be in it. */
const fullBytes = 16_000;
/** What is said around bodies (heads, window updates, closes) stays below; a body that small is not seen. */
const minTailBytes = 300;
/** h2 0.4 copies the first 1 024 bytes of head and body together and sends them alone. */
const copiedHeadBytes = 1024;

export class Bodies {
  readonly sizes = new Spread();
  readonly #headBytes: number;
  #openBytes = 0;
  #hasFull = false;

  /** `headBytes`: what stands in front of a body's first byte, where it is copied into the same record. */
  constructor(headBytes: number) {
    this.#headBytes = headBytes;
  }

  feed(contentBytes: number): void {
    if (contentBytes >= fullBytes) {
      this.#openBytes += contentBytes;
      this.#hasFull = true;
    } else if (contentBytes === copiedHeadBytes) {
      this.end();
      this.#openBytes = contentBytes - this.#headBytes;
    } else if (contentBytes >= minTailBytes || this.#hasFull) {
      this.#openBytes += contentBytes;
      this.end();
    }
  }

  /** Nothing more comes: a body that ended with a full record is over too. */
  end(): void {
    if (this.#openBytes >= minTailBytes) this.sizes.add(this.#openBytes);
    this.#openBytes = 0;
    this.#hasFull = false;
  }
}
