// In: the bytes behind a head whose framing is known. Out: how many are body, where it ends. Keeps no body. RFC 9112 6, 7.1.
import { decodeLatin1 } from '../bytes/index.js';
import type { Fields } from '../step/index.js';
import type { BodyFraming } from './body-framing.js';
import { decodeTrailers } from './head.js';
import { HeadCollector } from './head-collector.js';

export interface BodyListener {
  passed(bytes: Uint8Array | null, byteCount: number, atMs: number): void;
  ended(totalBytes: number, trailers: Fields): void;
  failed(detail: string): void;
}

/** A size line with its extensions; real ones have under 20 characters. */
const maxChunkLineBytes = 4096;
const chunkSizePattern = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?\r?$/;
const noFields: Fields = [];

/** `data`: payload of a size known; `rest`: till the end of the connection; the others lie between chunks. */
type State = 'data' | 'rest' | 'size' | 'dataEnd' | 'trailers' | 'done';

export class BodyReader {
  readonly #listener: BodyListener;
  readonly #isChunked: boolean;
  readonly #trailers = new HeadCollector('trailers');
  #state: State;
  #leftBytes = 0;
  #totalBytes = 0;
  #line = '';

  constructor(framing: BodyFraming & { kind: 'sized' | 'chunked' | 'untilClose' }, listener: BodyListener) {
    this.#listener = listener;
    this.#isChunked = framing.kind === 'chunked';
    this.#state = framing.kind === 'sized' ? 'data' : framing.kind === 'chunked' ? 'size' : 'rest';
    if (framing.kind === 'sized') this.#leftBytes = framing.byteCount;
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Position behind what was taken; short of the end only once the body is done. */
  feed(bytes: Uint8Array, from: number, atMs: number): number {
    let at = from;
    while (at < bytes.length && this.#state !== 'done') {
      switch (this.#state) {
        case 'rest':
          this.#pass(bytes.subarray(at), bytes.length - at, atMs);
          at = bytes.length;
          break;
        case 'data': {
          const taken = Math.min(this.#leftBytes, bytes.length - at);
          this.#pass(bytes.subarray(at, at + taken), taken, atMs);
          at += taken;
          break;
        }
        case 'size':
          at = this.#readSizeLine(bytes, at);
          break;
        case 'dataEnd':
          at = this.#readDataEnd(bytes, at);
          break;
        case 'trailers':
          at = this.#readTrailers(bytes, at, atMs);
          break;
      }
    }
    return at;
  }

  /** Bytes that are known to be missing; true if they lie wholly inside a payload. */
  skip(byteCount: number, atMs: number): boolean {
    const fits = this.#state === 'rest' || (this.#state === 'data' && byteCount <= this.#leftBytes);
    if (fits) this.#pass(null, byteCount, atMs);
    return fits;
  }

  /** The sender ended its direction: that ends a body without a length. */
  end(): void {
    if (this.#state === 'rest') this.#finish(noFields);
  }

  #pass(bytes: Uint8Array | null, byteCount: number, atMs: number): void {
    this.#totalBytes += byteCount;
    this.#listener.passed(bytes, byteCount, atMs);
    if (this.#state !== 'data') return;
    this.#leftBytes -= byteCount;
    if (this.#leftBytes > 0) return;
    if (this.#isChunked) this.#state = 'dataEnd';
    else this.#finish(noFields);
  }

  #readSizeLine(bytes: Uint8Array, from: number): number {
    const lineFeed = bytes.indexOf(0x0a, from);
    const to = lineFeed < 0 ? bytes.length : lineFeed;
    if (this.#line.length + to - from > maxChunkLineBytes) return this.#fail('chunk size line too long', bytes);
    this.#line += decodeLatin1(bytes, from, to);
    if (lineFeed < 0) return bytes.length;
    const size = chunkSizePattern.exec(this.#line)?.[1];
    if (size === undefined) return this.#fail(`not a chunk size: a line of ${this.#line.length} characters`, bytes);
    this.#line = '';
    this.#leftBytes = Number.parseInt(size, 16);
    this.#state = this.#leftBytes === 0 ? 'trailers' : 'data';
    return lineFeed + 1;
  }

  #readDataEnd(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === 0x0d && this.#line === '') {
        this.#line = '\r';
      } else if (byte === 0x0a) {
        this.#line = '';
        this.#state = 'size';
        return at + 1;
      } else {
        return this.#fail('chunk is longer than its size', bytes);
      }
    }
    return bytes.length;
  }

  #readTrailers(bytes: Uint8Array, from: number, atMs: number): number {
    const end = this.#trailers.feed(bytes, from, atMs);
    if (typeof end === 'string') return this.#fail('trailers too large', bytes);
    if (end < 0) return bytes.length;
    const fields = decodeTrailers(this.#trailers.view());
    if (typeof fields === 'string') return this.#fail(fields, bytes);
    this.#finish(fields);
    return end;
  }

  #finish(trailers: Fields): void {
    this.#state = 'done';
    this.#listener.ended(this.#totalBytes, trailers);
  }

  #fail(detail: string, bytes: Uint8Array): number {
    this.#state = 'done';
    this.#listener.failed(detail);
    return bytes.length;
  }
}
