// In: the bytes of one direction behind the preface, in any cuts. Out: frames: head, payload pieces or the whole small payload,
// end. DATA is never gathered; other payloads are, up to a bound. Knows lengths, not meanings. RFC 9113 4.1.
import { ByteBuffer } from '../bytes/index.js';
import { flags, frameTypes } from './names.js';

export interface FrameHead {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly lengthBytes: number;
  readonly firstAtMs: number;
}

export interface FrameSink {
  /** A head is complete; nothing of the payload was seen. False: the direction was given up, the frame counts for nothing. */
  begin(frame: FrameHead): boolean;
  /** A piece of DATA payload without its padding; null = bytes that the source misses. */
  data(frame: FrameHead, bytes: Uint8Array | null, byteCount: number): void;
  /** Padding of a DATA frame, its length octet included; `declaredBytes` is what that octet said. */
  padding(frame: FrameHead, byteCount: number, declaredBytes: number): void;
  /** The last byte was seen; `payload` is whole for all types but DATA, null where it was larger than is gathered. */
  end(frame: FrameHead, payload: Uint8Array | null): void;
}

const headBytes = 9;
/** Header blocks of real peers have some KB, SETTINGS some bytes; larger control frames are counted and let go. */
const maxGatheredBytes = 256 * 1024;
const nothing = new Uint8Array(0);

export class FrameReader {
  readonly #sink: FrameSink;
  readonly #head = new Uint8Array(headBytes);
  #headLength = 0;
  #firstAtMs = 0;
  #frame: FrameHead | null = null;
  #remainingBytes = 0;
  /** DATA: octets of padding that end the frame; -1 = its length octet is still to come. */
  #paddingBytes = 0;
  readonly #payload = new ByteBuffer();

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Bytes of DATA payload that are still to come in the frame under way; 0 when none is. */
  get openDataBytes(): number {
    return this.#frame?.type === frameTypes.data && this.#paddingBytes >= 0
      ? this.#remainingBytes - this.#paddingBytes
      : 0;
  }

  /** `isStopped` is asked between frames: a direction that was given up gets no more. */
  feed(bytes: Uint8Array, atMs: number, owner: { isStopped(): boolean }): void {
    let at = 0;
    while (at < bytes.length && !owner.isStopped()) {
      at = this.#frame === null ? this.#feedHead(bytes, at, atMs) : this.#feedPayload(this.#frame, bytes, at);
    }
  }

  /** Missing bytes; false when they are not all DATA payload of the frame under way. */
  skip(byteCount: number): boolean {
    const frame = this.#frame;
    if (frame === null || byteCount > this.openDataBytes) return false;
    this.#remainingBytes -= byteCount;
    this.#sink.data(frame, null, byteCount);
    this.#endIfDone(frame);
    return true;
  }

  #feedHead(bytes: Uint8Array, from: number, atMs: number): number {
    if (this.#headLength === 0) this.#firstAtMs = atMs;
    const taken = Math.min(headBytes - this.#headLength, bytes.length - from);
    for (let index = 0; index < taken; index += 1) this.#head[this.#headLength + index] = bytes[from + index] as number;
    this.#headLength += taken;
    if (this.#headLength < headBytes) return from + taken;
    this.#headLength = 0;
    const [a = 0, b = 0, c = 0, type = 0, flagBits = 0, d = 0, e = 0, f = 0, g = 0] = this.#head;
    const frame: FrameHead = {
      type,
      flags: flagBits,
      stream: (((d & 0x7f) << 24) | (e << 16) | (f << 8) | g) >>> 0,
      lengthBytes: (a << 16) | (b << 8) | c,
      firstAtMs: this.#firstAtMs,
    };
    this.#frame = frame;
    this.#remainingBytes = frame.lengthBytes;
    this.#paddingBytes = type === frameTypes.data && (flagBits & flags.padded) !== 0 ? -1 : 0;
    if (this.#sink.begin(frame)) this.#endIfDone(frame);
    return from + taken;
  }

  #feedPayload(frame: FrameHead, bytes: Uint8Array, from: number): number {
    if (frame.type !== frameTypes.data) return this.#gather(frame, bytes, from);
    if (this.#paddingBytes < 0) {
      this.#remainingBytes -= 1;
      // Padding as long as the frame or longer is an error of the peer (6.1): all of it counts as padding.
      const declaredBytes = bytes[from] as number;
      this.#paddingBytes = Math.min(declaredBytes, this.#remainingBytes);
      this.#sink.padding(frame, 1 + this.#paddingBytes, declaredBytes);
      this.#endIfDone(frame);
      return from + 1;
    }
    const taken = Math.min(this.#remainingBytes, bytes.length - from);
    const dataBytes = Math.min(taken, this.#remainingBytes - this.#paddingBytes);
    this.#remainingBytes -= taken;
    // Most records of TLS lie wholly within a frame: a view of each would cost more than all else here.
    const isWhole = from === 0 && dataBytes === bytes.length;
    if (dataBytes > 0) this.#sink.data(frame, isWhole ? bytes : bytes.subarray(from, from + dataBytes), dataBytes);
    if (this.#remainingBytes < this.#paddingBytes) this.#paddingBytes = this.#remainingBytes;
    this.#endIfDone(frame);
    return from + taken;
  }

  #gather(frame: FrameHead, bytes: Uint8Array, from: number): number {
    const taken = Math.min(this.#remainingBytes, bytes.length - from);
    this.#remainingBytes -= taken;
    if (frame.lengthBytes <= maxGatheredBytes) this.#payload.append(bytes.subarray(from, from + taken));
    this.#endIfDone(frame);
    return from + taken;
  }

  #endIfDone(frame: FrameHead): void {
    if (this.#remainingBytes > 0) return;
    this.#frame = null;
    const isGathered = frame.type !== frameTypes.data && frame.lengthBytes <= maxGatheredBytes;
    this.#sink.end(frame, isGathered ? (frame.lengthBytes === 0 ? nothing : this.#payload.view()) : null);
    this.#payload.clear();
  }
}
