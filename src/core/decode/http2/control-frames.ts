// Frames that steer: SETTINGS, PING, GOAWAY, WINDOW_UPDATE, RST_STREAM, PRIORITY and unknown ones. In: a whole frame. Out: a step, and
// a short text of it. Settings of a receiver bind its peer from the peer's ACK on (RFC 9113 6.5.3).
import type { Direction } from '../../wire/index.js';
import type { ConnectionState } from './frame-handler.js';
import type { FrameHead } from './frame-reader.js';
import type { MessageFrames } from './message-frames.js';
import { errorName, flags, frameName, frameTypes, settingIds, settingName } from './names.js';
import { maxWindowBytes } from './send-window.js';
import { decodeSettings, findBadSetting, settingBytes } from './settings.js';
import type { Stalls } from './stalls.js';

/** SETTINGS that were sent and not yet acknowledged; a peer that never acknowledges must not fill memory. */
const maxUnackedSettings = 100;
const defaultTableBytes = 4096;

const opposite = (direction: Direction): Direction => (direction === 'toServer' ? 'toClient' : 'toServer');
const readUint32 = (payload: Uint8Array, at: number): number =>
  (((payload[at] ?? 0) << 24) |
    ((payload[at + 1] ?? 0) << 16) |
    ((payload[at + 2] ?? 0) << 8) |
    (payload[at + 3] ?? 0)) >>>
  0;

/** What frames of this kind change beside the windows. */
interface Bound {
  readonly messages: MessageFrames;
  readonly maxFrameBytes: Record<Direction, number>;
}

export class ControlFrames {
  readonly #state: ConnectionState;
  readonly #stalls: Stalls;
  readonly #messages: MessageFrames;
  readonly #maxFrameBytes: Record<Direction, number>;
  /** By sender: what it announced and its peer has not acknowledged. */
  readonly #unacked: Readonly<Record<Direction, ReadonlyMap<number, number>[]>> = { toServer: [], toClient: [] };
  readonly #tableBytes: Record<Direction, number> = { toServer: defaultTableBytes, toClient: defaultTableBytes };

  constructor(state: ConnectionState, stalls: Stalls, rest: Bound) {
    this.#state = state;
    this.#stalls = stalls;
    this.#messages = rest.messages;
    this.#maxFrameBytes = rest.maxFrameBytes;
  }

  /** Returns what the frame says, in words. */
  frame(direction: Direction, frame: FrameHead, payload: Uint8Array | null): string {
    const isKnown = frame.type <= frameTypes.continuation;
    if (!isKnown) return this.#other(direction, frame);
    if (payload === null) return this.#bad(direction, frame, 'is too large to be one');
    switch (frame.type) {
      case frameTypes.settings:
        return this.#settings(direction, frame, payload);
      case frameTypes.windowUpdate:
        return this.#windowUpdate(direction, frame, payload);
      case frameTypes.resetStream:
        return this.#resetStream(direction, frame, payload);
      case frameTypes.ping: {
        if (payload.length !== 8 || frame.stream !== 0)
          return this.#bad(direction, frame, 'must have 8 bytes on stream 0');
        const isAck = (frame.flags & flags.ack) !== 0;
        this.#state.emit({ kind: 'ping', direction, isAck });
        return isAck ? 'ack' : '';
      }
      case frameTypes.goAway: {
        if (payload.length < 8 || frame.stream !== 0)
          return this.#bad(direction, frame, 'must have 8 bytes or more on stream 0');
        const lastStream = readUint32(payload, 0) & 0x7fffffff;
        const errorCode = readUint32(payload, 4);
        this.#state.emit({ kind: 'goAway', direction, lastStream, errorCode, errorName: errorName(errorCode) });
        return `last=${lastStream} ${errorName(errorCode)}`;
      }
      default:
        // PRIORITY: the others carry messages.
        if (payload.length !== 5 || frame.stream === 0)
          return this.#bad(direction, frame, 'must have 5 bytes on a stream');
        return this.#other(direction, frame);
    }
  }

  #other(direction: Direction, frame: FrameHead): string {
    const { stream, type: frameType, lengthBytes: byteCount } = frame;
    this.#state.emit({ kind: 'otherFrame', direction, stream, frameType, byteCount });
    return '';
  }

  #settings(direction: Direction, frame: FrameHead, payload: Uint8Array): string {
    if (frame.stream !== 0) return this.#bad(direction, frame, 'must stand on stream 0');
    if ((frame.flags & flags.ack) !== 0) {
      if (payload.length > 0) return this.#bad(direction, frame, 'acknowledges with a payload');
      this.#state.emit({ kind: 'settingsAck', direction });
      this.#bind(direction);
      return 'ack';
    }
    if (payload.length % settingBytes !== 0)
      return this.#bad(direction, frame, `has ${payload.length} bytes, no multiple of ${settingBytes}`);
    const values = decodeSettings(payload);
    const bad = findBadSetting(values);
    if (bad !== null) this.#state.problem('http2/bad-settings', direction, null, bad);
    const settings = Object.fromEntries([...values].map(([id, value]) => [settingName(id), value]));
    this.#state.emit({ kind: 'settings', direction, settings });
    this.#announce(direction, bad === null ? values : new Map());
    return Object.entries(settings)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  }

  /** What is larger may be used by a peer that acknowledges late: never a reason to complain. */
  #announce(from: Direction, values: ReadonlyMap<number, number>): void {
    const bound = opposite(from);
    this.#unacked[from].push(values);
    if (values.has(settingIds.initialWindowSize)) this.#state.windows[bound].announceInitial();
    const frame = values.get(settingIds.maxFrameSize);
    if (frame !== undefined) this.#maxFrameBytes[bound] = Math.max(this.#maxFrameBytes[bound], frame);
    const table = values.get(settingIds.headerTableSize);
    if (table !== undefined && table > this.#tableBytes[bound]) this.#limitTable(bound, table);
    // Acknowledged or not, the oldest must be in use by now.
    if (this.#unacked[from].length > maxUnackedSettings) this.#bind(bound);
  }

  /** The sender of this ACK is bound by what its peer announced. */
  #bind(acknowledging: Direction): void {
    const values = this.#unacked[opposite(acknowledging)].shift();
    if (values === undefined) return;
    const frame = values.get(settingIds.maxFrameSize);
    if (frame !== undefined) this.#maxFrameBytes[acknowledging] = frame;
    const table = values.get(settingIds.headerTableSize);
    if (table !== undefined) this.#limitTable(acknowledging, table);
    const window = values.get(settingIds.initialWindowSize);
    if (window !== undefined) {
      this.#state.windows[acknowledging].setInitial(window);
      this.#stalls.noteAll(acknowledging);
    }
  }

  #limitTable(direction: Direction, bytes: number): void {
    this.#tableBytes[direction] = bytes;
    this.#state.blocks[direction].limitTable(bytes);
  }

  #windowUpdate(direction: Direction, frame: FrameHead, payload: Uint8Array): string {
    if (payload.length !== 4) return this.#bad(direction, frame, `has ${payload.length} bytes, not 4`);
    const incrementBytes = readUint32(payload, 0) & 0x7fffffff;
    if (incrementBytes === 0) return this.#bad(direction, frame, 'opens by 0');
    const { streams, windows, problem, emit } = this.#state;
    emit({ kind: 'windowUpdate', direction, stream: frame.stream, incrementBytes });
    const sender = opposite(direction);
    const window = windows[sender];
    if (frame.stream === 0) {
      if (window.connectionBytes !== null) window.connectionBytes += incrementBytes;
      if ((window.connectionBytes ?? 0) > maxWindowBytes)
        problem('http2/window-overrun', direction, 0, 'the connection window is opened beyond 2^31-1');
    } else {
      const half = streams.get(frame.stream)?.halves[sender];
      if (half !== undefined && half.window.windowBytes !== null) half.window.windowBytes += incrementBytes;
      if ((half?.window.windowBytes ?? 0) > maxWindowBytes)
        problem('http2/window-overrun', direction, frame.stream, 'the stream window is opened beyond 2^31-1');
    }
    this.#stalls.note(sender, frame.stream);
    return `+${incrementBytes}`;
  }

  #resetStream(direction: Direction, frame: FrameHead, payload: Uint8Array): string {
    if (payload.length !== 4 || frame.stream === 0) return this.#bad(direction, frame, 'must have 4 bytes on a stream');
    const errorCode = readUint32(payload, 0);
    this.#state.emit({
      kind: 'streamReset',
      direction,
      stream: frame.stream,
      errorCode,
      errorName: errorName(errorCode),
    });
    this.#messages.closeStream(frame.stream);
    return errorName(errorCode);
  }

  #bad(direction: Direction, frame: FrameHead, what: string): string {
    this.#state.problem('http2/bad-frame', direction, frame.stream, `${frameName(frame.type)} ${what}`);
    return what;
  }
}
