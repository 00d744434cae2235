// One direction of a connection in clear text. In: bytes as they come. Out: pieces, one TCP segment each: HTTP/1.1 by whole lines with
// its secrets masked, then HTTP/2 frame by frame, of DATA no more than the snap. Decodes nothing; whatever the bytes, it holds little.
import { maskSecrets } from './mask-secrets.js';

export interface Piece {
  readonly bytes: Uint8Array;
  /** On the wire; more than `bytes` where those were cut. */
  readonly byteCount: number;
}

/** A line of HTTP/1.1 that is longer is given out as it is. */
const maxLineBytes = 64 * 1024;
const frameHeadBytes = 9;
const dataFrame = 0;
/** Frames that are not DATA are kept whole up to the largest that PBS peers take. */
const maxOtherFrameBytes = 1024 * 1024;
const prefaceLine = 'PRI * HTTP/2.0\r\n';
const prefaceBytes = 24;

type Phase = 'start' | 'lines' | 'switching' | 'preface' | 'frames';

export class Cutter {
  readonly #direction: 'toServer' | 'toClient';
  readonly #snapBytes: number | null;
  #phase: Phase = 'start';
  #held: Buffer = Buffer.alloc(0);
  #isInsideSecret = false;
  #frame: { kept: Buffer[]; keepBytes: number; keptBytes: number; leftBytes: number; byteCount: number } | null = null;

  /** `snapBytes` null: bodies whole, and segments as the bytes came. */
  constructor(direction: 'toServer' | 'toClient', snapBytes: number | null) {
    this.#direction = direction;
    this.#snapBytes = snapBytes;
  }

  *feed(bytes: Uint8Array): Generator<Piece> {
    let rest: Buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#phase === 'start' || this.#phase === 'lines' || this.#phase === 'switching') {
      rest = Buffer.concat([this.#held, rest]);
      this.#held = Buffer.alloc(0);
      // Speaks HTTP/2 from the first byte: a server that does not begin like a reply.
      if (this.#phase === 'start' && this.#direction === 'toClient' && rest[0] !== 'H'.charCodeAt(0))
        this.#phase = 'frames';
      else rest = yield* this.#takeLines(rest);
    }
    if (this.#phase === 'preface') {
      rest = Buffer.concat([this.#held, rest]);
      if (rest.length < prefaceBytes) {
        this.#held = Buffer.from(rest);
        return;
      }
      this.#held = Buffer.alloc(0);
      yield whole(rest.subarray(0, prefaceBytes));
      rest = rest.subarray(prefaceBytes);
      this.#phase = 'frames';
    }
    if (this.#phase !== 'frames' || rest.length === 0) return;
    if (this.#snapBytes === null) yield whole(rest);
    else yield* this.#takeFrames(rest, this.#snapBytes);
  }

  /** The other side answers: what is held of HTTP/1.1 was a body without a line end. */
  *flush(): Generator<Piece> {
    if (this.#phase === 'start' || this.#phase === 'lines') yield* this.#release();
  }

  *#release(): Generator<Piece> {
    if (this.#held.length > 0) {
      const held = this.#held;
      this.#held = Buffer.alloc(0);
      yield this.#mask(held);
    }
  }

  /** Nothing follows: of a frame that was cut, what came. */
  *end(): Generator<Piece> {
    yield* this.#release();
    const frame = this.#frame;
    this.#frame = null;
    if (frame !== null) yield { bytes: Buffer.concat(frame.kept), byteCount: frame.byteCount - frame.leftBytes };
  }

  *#takeLines(bytes: Buffer): Generator<Piece, Buffer> {
    let from = 0;
    let at = 0;
    for (let end = bytes.indexOf(10, at); end >= 0; end = bytes.indexOf(10, at)) {
      const line = bytes.toString('latin1', at, end + 1);
      if (line === prefaceLine && this.#direction === 'toServer') {
        if (at > from) yield this.#mask(bytes.subarray(from, at));
        this.#phase = 'preface';
        return bytes.subarray(at);
      }
      at = end + 1;
      if (/^HTTP\/1\.[01] 101 /.test(line) && this.#direction === 'toClient') this.#phase = 'switching';
      else if (this.#phase === 'switching' && line.trim() === '') {
        yield this.#mask(bytes.subarray(from, at));
        this.#phase = 'frames';
        return bytes.subarray(at);
      } else if (this.#phase === 'start') this.#phase = 'lines';
    }
    if (bytes.length - at > maxLineBytes) at = bytes.length;
    if (at > from) yield this.#mask(bytes.subarray(from, at));
    from = at;
    this.#held = Buffer.from(bytes.subarray(from));
    return Buffer.alloc(0);
  }

  #mask(bytes: Buffer): Piece {
    const masked = maskSecrets(bytes.toString('latin1'), this.#isInsideSecret ? 'inside-secret' : 'at-line-start');
    this.#isInsideSecret = masked.isInsideSecret;
    return whole(Buffer.from(masked.text, 'latin1'));
  }

  *#takeFrames(bytes: Buffer, snapBytes: number): Generator<Piece> {
    let rest = bytes;
    while (rest.length > 0) {
      if (this.#frame === null) {
        const head = Buffer.concat([this.#held, rest]);
        if (head.length < frameHeadBytes) {
          this.#held = Buffer.from(head);
          return;
        }
        this.#held = Buffer.alloc(0);
        rest = head;
        const byteCount = frameHeadBytes + rest.readUIntBE(0, 3);
        const maxKept = rest[3] === dataFrame ? snapBytes : maxOtherFrameBytes;
        this.#frame = { kept: [], keepBytes: frameHeadBytes + maxKept, keptBytes: 0, leftBytes: byteCount, byteCount };
      }
      const frame = this.#frame;
      const part = rest.subarray(0, frame.leftBytes);
      const kept = part.subarray(0, Math.max(0, frame.keepBytes - frame.keptBytes));
      if (kept.length > 0) frame.kept.push(Buffer.from(kept)); // the bytes are borrowed
      frame.keptBytes += kept.length;
      frame.leftBytes -= part.length;
      rest = rest.subarray(part.length);
      if (frame.leftBytes > 0) return;
      this.#frame = null;
      yield { bytes: Buffer.concat(frame.kept), byteCount: frame.byteCount };
    }
  }
}

const whole = (bytes: Uint8Array): Piece => ({ bytes, byteCount: bytes.length });
