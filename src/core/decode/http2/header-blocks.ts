// Header blocks of one direction, gathered over CONTINUATION frames and decoded when whole. In: fragments. Out: fields. One block is
// under way at a time (RFC 9113 4.3); what is too large or broken ends the context, because later blocks need it.
import { ByteBuffer } from '../bytes/index.js';
import { type HeaderBlock, HpackDecoder } from '../hpack/index.js';
import type { FrameHead } from './frame-reader.js';
import { readPromisedStream } from './message-head.js';
import { flags, frameTypes } from './names.js';

export interface OpenBlock {
  readonly frame: FrameHead;
  readonly endsStream: boolean;
  /** Of a PUSH_PROMISE. */
  readonly promisedStream: number | null;
  /** Payload of all its frames, and their heads. */
  wireBytes: number;
}

/** The same bound as for one frame: CONTINUATION must not get around it. */
const maxBlockBytes = 256 * 1024;
const frameHeadBytes = 9;

export class HeaderBlocks {
  #hpack: HpackDecoder;
  #tableLimitBytes: number | null = null;
  readonly #bytes = new ByteBuffer();
  #open: OpenBlock | null = null;

  constructor(options: { readonly isLateJoin: boolean }) {
    this.#hpack = new HpackDecoder(options);
  }

  get open(): OpenBlock | null {
    return this.#open;
  }

  limitTable(bytes: number): void {
    this.#tableLimitBytes = bytes;
    this.#hpack.limitTable(bytes);
  }

  /** Behind a hole, which may have held blocks: the entries that they made are not known. */
  restart(): void {
    this.#open = null;
    this.#bytes.clear();
    this.#hpack = new HpackDecoder({ isLateJoin: true });
    if (this.#tableLimitBytes !== null) this.#hpack.limitTable(this.#tableLimitBytes);
  }

  begin(frame: FrameHead, payload: Uint8Array | null): void {
    const isPromise = frame.type === frameTypes.pushPromise;
    this.#open = {
      frame,
      endsStream: !isPromise && (frame.flags & flags.endStream) !== 0,
      promisedStream: isPromise && payload !== null ? readPromisedStream(frame, payload) : null,
      wireBytes: 0,
    };
    this.#bytes.clear();
  }

  /** False when the block is larger than is kept. */
  add(frame: FrameHead, fragment: Uint8Array): boolean {
    if (this.#open !== null) this.#open.wireBytes += frameHeadBytes + frame.lengthBytes;
    if (this.#bytes.length + fragment.length > maxBlockBytes) return false;
    this.#bytes.append(fragment);
    return true;
  }

  finish(): HeaderBlock {
    this.#open = null;
    const block = this.#hpack.decode(this.#bytes.view());
    this.#bytes.clear();
    return block;
  }
}
