// In: bytes. Out: where a head (or a trailer section) ends, its bytes kept till then. Bounded. RFC 9112 2.1, 2.2.
import { ByteBuffer } from '../bytes/index.js';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const tab = 0x09;
const firstPrintable = 0x20;

/** Servers take 8 to 64 KiB of head; PBS answers 414 beyond 3 KiB of target. */
export const maxHeadBytes = 64 * 1024;

export type HeadFault = 'too-large' | 'not-text';

/** What the blank line ends: a head, whose first line must have text, or trailers, which may be empty. */
export type HeadPart = 'head' | 'trailers';

export class HeadCollector {
  readonly #bytes = new ByteBuffer();
  readonly #part: HeadPart;
  #lineBytes = 0;
  #lineCount = 0;
  #firstAtMs = 0;

  constructor(part: HeadPart) {
    this.#part = part;
  }

  get isEmpty(): boolean {
    return this.#bytes.length === 0;
  }

  get firstAtMs(): number {
    return this.#firstAtMs;
  }

  view(): Uint8Array {
    return this.#bytes.view();
  }

  clear(): void {
    this.#bytes.clear();
    this.#lineBytes = 0;
    this.#lineCount = 0;
  }

  /** Position behind the blank line, or -1 if all bytes were taken without one, or the fault. */
  feed(bytes: Uint8Array, from: number, atMs: number): number | HeadFault {
    let start = from;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at] as number;
      if (byte === lineFeed) {
        const isBlank = this.#lineBytes === 0;
        this.#lineBytes = 0;
        if (isBlank && this.#lineCount === 0 && this.#part === 'head') {
          // Empty lines before a start line are skipped (RFC 9112 2.2).
          this.#bytes.clear();
          start = at + 1;
          continue;
        }
        if (!isBlank) this.#lineCount += 1;
        else return this.#take(bytes, start, at + 1, atMs) ?? at + 1;
      } else if (byte !== carriageReturn) {
        if (byte < firstPrintable && byte !== tab && this.#lineCount === 0 && this.#part === 'head') {
          this.#take(bytes, start, at + 1, atMs);
          return 'not-text';
        }
        this.#lineBytes += 1;
      }
      if (this.#bytes.length + at + 1 - start > maxHeadBytes) return 'too-large';
    }
    this.#take(bytes, start, bytes.length, atMs);
    return -1;
  }

  #take(bytes: Uint8Array, from: number, to: number, atMs: number): HeadFault | null {
    if (from === to) return null;
    if (this.#bytes.length === 0) this.#firstAtMs = atMs;
    if (this.#bytes.length + to - from > maxHeadBytes) return 'too-large';
    this.#bytes.append(bytes.subarray(from, to));
    return null;
  }
}
