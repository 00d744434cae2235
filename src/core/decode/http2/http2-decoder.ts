// In: the bytes of both directions of an HTTP/2 connection, from its preface on. Out: steps: heads, body progress, settings, windows,
// ends. Keeps no DATA, never throws. Knows neither HTTP/1.1 nor PBS. RFC 9113.
import type { Direction } from '../../wire/index.js';
import { formatBytes } from '../bytes/index.js';
import type { Http2FactStep, MessageStep, ProblemStep } from '../step/index.js';
import { FrameHandler } from './frame-handler.js';
import { FrameReader } from './frame-reader.js';
import { LateJoin } from './late-join.js';

export interface Http2Options {
  readonly emit: (step: MessageStep | Http2FactStep) => void;
  readonly wantsFrames: boolean;
  readonly isLateJoin: boolean;
}

/** RFC 9113 3.4. */
export const clientPreface = new Uint8Array(
  Array.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', (character) => character.charCodeAt(0)),
);
/** Enough to recognise a stranger by: `HTTP/1.1 502 Bad Gateway`. */
const shownBytes = 24;

interface Fault {
  readonly code: ProblemStep['code'];
  readonly detail: string;
}

interface Side {
  readonly direction: Direction;
  reader: FrameReader;
  prefaceLength: number;
  /** First bytes, for the message when they turn out to be no HTTP/2. */
  readonly first: number[];
  /** They did; it is said when enough of them are there to show, or no more come. */
  strange: Fault | null;
  /** Joined in its middle, and no frame found yet. */
  lateJoin: LateJoin | null;
  /** Dark for a while: a hole took frames away, and the next sure one is looked for. */
  isSeeking: boolean;
  isDark: boolean;
  isStopped(): boolean;
}

export class Http2Decoder {
  readonly #options: Http2Options;
  readonly #handler: FrameHandler;
  readonly #sides: Readonly<Record<Direction, Side>>;

  constructor(options: Http2Options) {
    this.#options = options;
    this.#handler = new FrameHandler({
      ...options,
      fail: (direction, code, detail, stream) => this.#fail(this.#sides[direction], code, detail, stream),
    });
    const sideOf = (direction: Direction): Side => ({
      direction,
      isStopped() {
        return this.isDark || this.strange !== null;
      },
      reader: new FrameReader(this.#handler.sinkOf(direction)),
      prefaceLength: options.isLateJoin || direction === 'toClient' ? clientPreface.length : 0,
      first: [],
      strange: null,
      lateJoin: options.isLateJoin ? new LateJoin() : null,
      isSeeking: false,
      isDark: false,
    });
    this.#sides = { toServer: sideOf('toServer'), toClient: sideOf('toClient') };
  }

  feed(direction: Direction, bytes: Uint8Array, atMs: number): void {
    const side = this.#sides[direction];
    if (side.isDark) return;
    this.#handler.atMs = atMs;
    for (let at = 0; side.first.length < shownBytes && at < bytes.length; at += 1) side.first.push(bytes[at] as number);
    if (side.strange === null) this.#feedSide(side, bytes, atMs);
    if (side.first.length === shownBytes) this.#sayStrange(side);
  }

  /** Missing bytes; false if they are more than a part of one frame's DATA. */
  skip(direction: Direction, byteCount: number, atMs: number): boolean {
    this.#handler.atMs = atMs;
    const side = this.#sides[direction];
    if (side.isSeeking) {
      side.lateJoin = new LateJoin();
      return true;
    }
    return !side.isDark && side.strange === null && side.lateJoin === null && side.reader.skip(byteCount);
  }

  /** Frames are missing: the direction is dark until a frame is found that can be trusted. */
  seek(direction: Direction): void {
    const side = this.#sides[direction];
    if (side.isDark || side.strange !== null) return;
    side.isSeeking = true;
    side.lateJoin = new LateJoin();
    side.prefaceLength = clientPreface.length;
    side.reader = new FrameReader(this.#handler.sinkOf(direction));
    this.#handler.noteDark(direction);
  }

  /** The sender of this direction ended it. */
  end(direction: Direction): void {
    this.#sayStrange(this.#sides[direction]);
  }

  /** Somebody else gave the direction up. */
  darken(direction: Direction): void {
    this.#sides[direction].isDark = true;
    this.#handler.noteDark(direction);
  }

  #feedSide(side: Side, bytes: Uint8Array, atMs: number): void {
    if (side.lateJoin !== null) {
      const found = side.lateJoin.feed(bytes);
      if (found === null) return;
      side.lateJoin = null;
      if (side.isSeeking) this.#handler.resume(side.direction);
      side.isSeeking = false;
      side.reader.feed(found, atMs, side);
      return;
    }
    const at = this.#feedPreface(side, bytes);
    if (at < bytes.length) side.reader.feed(at === 0 ? bytes : bytes.subarray(at), atMs, side);
  }

  #feedPreface(side: Side, bytes: Uint8Array): number {
    let at = 0;
    while (side.prefaceLength < clientPreface.length && at < bytes.length) {
      if (bytes[at] !== clientPreface[side.prefaceLength]) {
        side.strange = { code: 'http2/bad-preface', detail: 'the client began with' };
        return bytes.length;
      }
      at += 1;
      side.prefaceLength += 1;
      if (side.prefaceLength === clientPreface.length) this.#options.emit({ kind: 'preface' });
    }
    return at;
  }

  #sayStrange(side: Side): void {
    if (side.strange === null || side.isDark) return;
    const { code, detail } = side.strange;
    this.#giveUp(side, code, `${detail} ${formatBytes(Uint8Array.from(side.first))}`, null);
  }

  #fail(side: Side, code: ProblemStep['code'], detail: string, stream: number | null): void {
    if (side.isDark || side.strange !== null) return;
    if (code === 'http2/not-http2') side.strange = { code, detail };
    else this.#giveUp(side, code, detail, stream);
  }

  #giveUp(side: Side, code: ProblemStep['code'], detail: string, stream: number | null): void {
    const { direction } = side;
    side.isDark = true;
    this.#options.emit({ kind: 'problem', code, direction, stream, detail });
    this.#options.emit({ kind: 'dark', direction, reason: detail });
    this.#handler.noteDark(direction);
  }
}
