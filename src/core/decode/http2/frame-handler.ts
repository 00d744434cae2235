// What each frame of an HTTP/2 connection means for its streams, windows and settings. In: frames of both directions. Out: steps.
// A frame that breaks a rule is a problem and is passed over; only what makes later bytes unreadable ends a direction.
import type { Direction } from '../../wire/index.js';
import type { ProblemStep } from '../step/index.js';
import { ControlFrames } from './control-frames.js';
import type { FrameHead, FrameSink } from './frame-reader.js';
import { HeaderBlocks } from './header-blocks.js';
import type { Http2Options } from './http2-decoder.js';
import { MessageFrames } from './message-frames.js';
import { flags, frameName, frameTypes } from './names.js';
import { SendWindow } from './send-window.js';
import { Stalls } from './stalls.js';
import { StreamTable } from './stream-table.js';

export type Fail = (direction: Direction, code: ProblemStep['code'], detail: string, stream: number | null) => void;

/** What the parts of the handler share: the state of one connection. */
export interface ConnectionState {
  readonly emit: Http2Options['emit'];
  readonly fail: Fail;
  readonly problem: (code: ProblemStep['code'], direction: Direction, stream: number | null, detail: string) => void;
  readonly streams: StreamTable;
  /** By the direction of the DATA that they hold back. */
  readonly windows: Readonly<Record<Direction, SendWindow>>;
  readonly blocks: Readonly<Record<Direction, HeaderBlocks>>;
}

/** A direction with so many faults is not the HTTP/2 that we think it is, and each would be kept in the trace. */
const maxProblems = 100;
/** RFC 9113 6.5.2: until SETTINGS say otherwise. */
const defaultMaxFrameBytes = 16_384;

export class FrameHandler {
  /** Time of the bytes that are fed. */
  atMs = 0;
  readonly #state: ConnectionState;
  readonly #control: ControlFrames;
  readonly #messages: MessageFrames;
  readonly #wantsFrames: boolean;
  readonly #isFirst: Record<Direction, boolean>;
  readonly #saidTooLarge: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #problemCount: Record<Direction, number> = { toServer: 0, toClient: 0 };
  /** Largest payload that the receiver of a direction takes. */
  readonly #maxFrameBytes: Record<Direction, number>;

  constructor(options: Http2Options & { readonly fail: Fail }) {
    const known = options.isLateJoin ? 'unknown' : 'known';
    const late = { isLateJoin: options.isLateJoin };
    this.#state = {
      emit: options.emit,
      fail: options.fail,
      problem: (code, direction, stream, detail) => this.#problem(code, direction, stream, detail),
      streams: new StreamTable(),
      windows: { toServer: new SendWindow(known), toClient: new SendWindow(known) },
      blocks: { toServer: new HeaderBlocks(late), toClient: new HeaderBlocks(late) },
    };
    const unknownBytes = Number.POSITIVE_INFINITY;
    const maxFrameBytes = options.isLateJoin ? unknownBytes : defaultMaxFrameBytes;
    this.#maxFrameBytes = { toServer: maxFrameBytes, toClient: maxFrameBytes };
    this.#isFirst = { toServer: !options.isLateJoin, toClient: !options.isLateJoin };
    const stalls = new Stalls(this.#state);
    this.#messages = new MessageFrames(this.#state, stalls, late);
    this.#control = new ControlFrames(this.#state, stalls, {
      messages: this.#messages,
      maxFrameBytes: this.#maxFrameBytes,
    });
    this.#wantsFrames = options.wantsFrames;
  }

  sinkOf(direction: Direction): FrameSink {
    return {
      begin: (frame) => this.#begin(direction, frame),
      data: (frame, bytes, byteCount) => this.#messages.data(direction, frame, bytes, byteCount, this.atMs),
      padding: (frame, byteCount, declaredBytes) => this.#messages.padding(direction, frame, byteCount, declaredBytes),
      end: (frame, payload) => this.#end(direction, frame, payload),
    };
  }

  /** This direction is not seen any more: what it opens or ends becomes unknown for the other. */
  noteDark(direction: Direction): void {
    this.#messages.noteDark(direction);
  }

  /** Frames are found again behind a hole. */
  resume(direction: Direction): void {
    this.#isFirst[direction] = false;
    this.#state.blocks[direction].restart();
    this.#messages.noteResumed(direction);
    this.#state.emit({ kind: 'resumed', direction });
  }

  #problem(code: ProblemStep['code'], direction: Direction, stream: number | null, detail: string): void {
    this.#problemCount[direction] += 1;
    if (this.#problemCount[direction] < maxProblems)
      this.#state.emit({ kind: 'problem', code, direction, stream, detail });
    else this.#state.fail(direction, code, `${detail}; that is problem ${maxProblems} of this direction`, stream);
  }

  #begin(direction: Direction, frame: FrameHead): boolean {
    const { fail, problem, blocks } = this.#state;
    if (this.#isFirst[direction]) {
      this.#isFirst[direction] = false;
      // RFC 9113 3.4: SETTINGS must come first, so anything else says that this is some other protocol.
      const isSettings = frame.type === frameTypes.settings && frame.stream === 0 && (frame.flags & flags.ack) === 0;
      if (!isSettings) {
        fail(direction, 'http2/not-http2', 'the first bytes are no SETTINGS frame:', null);
        return false;
      }
    }
    const open = blocks[direction].open;
    const continues = frame.type === frameTypes.continuation;
    if (open === null && continues)
      problem('http2/bad-continuation', direction, frame.stream, 'CONTINUATION without a header block');
    if (open !== null && !(continues && frame.stream === open.frame.stream)) {
      const detail = `${frameName(frame.type)} in the middle of the header block of stream ${open.frame.stream}`;
      fail(direction, 'http2/bad-continuation', detail, frame.stream);
      return false;
    }
    if (frame.lengthBytes > this.#maxFrameBytes[direction] && !this.#saidTooLarge[direction]) {
      this.#saidTooLarge[direction] = true;
      problem(
        'http2/frame-too-large',
        direction,
        frame.stream,
        `${frameName(frame.type)} of ${frame.lengthBytes} bytes, the receiver takes ${this.#maxFrameBytes[direction]}`,
      );
    }
    if (frame.type === frameTypes.data) this.#messages.beginData(direction, frame);
    return true;
  }

  #end(direction: Direction, frame: FrameHead, payload: Uint8Array | null): void {
    const shown = this.#dispatch(direction, frame, payload);
    if (!this.#wantsFrames) return;
    this.#state.emit({
      kind: 'frame',
      direction,
      firstAtMs: frame.firstAtMs,
      type: frameName(frame.type),
      stream: frame.stream,
      flags: frame.flags,
      lengthBytes: frame.lengthBytes,
      fields: shown.fields,
      detail: shown.detail,
    });
  }

  #dispatch(direction: Direction, frame: FrameHead, payload: Uint8Array | null): Shown {
    switch (frame.type) {
      case frameTypes.data:
        this.#messages.endData(direction, frame);
        return { fields: null, detail: '' };
      case frameTypes.headers:
      case frameTypes.pushPromise:
      case frameTypes.continuation:
        return { fields: this.#messages.block(direction, frame, payload), detail: '' };
      default:
        return { fields: null, detail: this.#control.frame(direction, frame, payload) };
    }
  }
}

interface Shown {
  readonly fields: readonly (readonly [string, string])[] | null;
  readonly detail: string;
}
