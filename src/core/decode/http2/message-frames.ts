// Frames that carry messages: HEADERS, CONTINUATION, PUSH_PROMISE, DATA. In: frames. Out: heads, body progress, ends. Tells the stalls
// what bodies and windows do. RFC 9113 5.1, 6.1, 6.2, 8.1.
import type { Direction } from '../../wire/index.js';
import type { Fields } from '../step/index.js';
import type { ConnectionState } from './frame-handler.js';
import type { FrameHead } from './frame-reader.js';
import { splitHead, stripPadding } from './message-head.js';
import { flags, frameName, frameTypes } from './names.js';
import type { Stalls } from './stalls.js';
import { maxOpenStreams, type Stream, type StreamHalf } from './stream-table.js';

const directions = ['toServer', 'toClient'] as const;
const opposite = (direction: Direction): Direction => (direction === 'toServer' ? 'toClient' : 'toServer');

export class MessageFrames {
  readonly #state: ConnectionState;
  readonly #stalls: Stalls;
  readonly #isLateJoin: boolean;
  #isResumed = false;
  readonly #isDark: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #saidOverrun: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #saidLateJoin: Record<Direction, boolean> = { toServer: false, toClient: false };
  #droppedCount = 0;

  constructor(state: ConnectionState, stalls: Stalls, options: { readonly isLateJoin: boolean }) {
    this.#state = state;
    this.#stalls = stalls;
    this.#isLateJoin = options.isLateJoin;
  }

  /** Rules that a whole frame keeps or breaks; asked before its payload, so that cuts cannot matter. */
  beginData(direction: Direction, frame: FrameHead): void {
    const { problem, windows, streams } = this.#state;
    const { stream, lengthBytes } = frame;
    if ((frame.flags & flags.padded) !== 0 && lengthBytes === 0)
      problem('http2/bad-frame', direction, stream, 'padded DATA without a pad length');
    const half = this.#halfOf(direction, stream);
    if (half === null && (stream === 0 || !streams.wasSeen(stream)))
      problem('http2/bad-stream', direction, stream, 'DATA on a stream that was not opened');
    if (half?.isEnded === true && !this.#isPartial)
      problem('http2/bad-stream', direction, stream, 'DATA behind the end of the stream');
    const window = windows[direction];
    if (this.#saidOverrun[direction] || window.admits(half?.window ?? null, lengthBytes)) return;
    this.#saidOverrun[direction] = true;
    const left = `connection ${window.connectionBytes ?? '?'}, stream ${half?.window.windowBytes ?? '?'}`;
    problem('http2/window-overrun', direction, stream, `DATA of ${lengthBytes} bytes, windows: ${left}`);
  }

  data(direction: Direction, frame: FrameHead, bytes: Uint8Array | null, byteCount: number, atMs: number): void {
    const half = this.#state.streams.get(frame.stream)?.halves[direction] ?? null;
    const window = this.#state.windows[direction];
    window.spend(half?.window ?? null, byteCount);
    if (half !== null && !half.isEnded) {
      half.bodyBytes += byteCount;
      this.#state.emit({
        kind: 'body',
        direction,
        stream: frame.stream,
        firstAtMs: atMs,
        byteCount,
        bytes,
        connectionWindowBytes: window.connectionBytes,
        streamWindowBytes: half.window.windowBytes,
      });
    }
  }

  padding(direction: Direction, frame: FrameHead, byteCount: number, declaredBytes: number): void {
    const { problem, streams, windows } = this.#state;
    windows[direction].spend(streams.get(frame.stream)?.halves[direction].window ?? null, byteCount);
    if (declaredBytes >= frame.lengthBytes)
      problem('http2/bad-frame', direction, frame.stream, `padding of ${declaredBytes} in ${frame.lengthBytes} bytes`);
  }

  endData(direction: Direction, frame: FrameHead): void {
    if ((frame.flags & flags.endStream) !== 0) this.#endHalf(direction, frame.stream);
    this.#stalls.note(direction, frame.stream);
  }

  /** Fields when the block is whole, else null. */
  block(direction: Direction, frame: FrameHead, payload: Uint8Array | null): Fields | null {
    const { blocks, fail, problem } = this.#state;
    const block = blocks[direction];
    if (frame.type !== frameTypes.continuation) block.begin(frame, payload);
    if (block.open === null) return null; // a CONTINUATION that was complained of already
    const fragment = payload === null ? null : stripPadding(frame, payload);
    if (fragment === null || !block.add(frame, fragment)) {
      fail(
        direction,
        payload === null || fragment !== null ? 'http2/head-too-large' : 'http2/bad-frame',
        `${frameName(frame.type)} of stream ${frame.stream}: the header block cannot be kept`,
        frame.stream,
      );
      return null;
    }
    if ((frame.flags & flags.endHeaders) === 0) return null;
    const open = block.open;
    const decoded = block.finish();
    if (decoded.problem !== null && decoded.problem.code !== 'hpack/list-too-large') {
      fail(direction, decoded.problem.code, decoded.problem.detail, frame.stream);
      return null;
    }
    if (decoded.problem !== null) problem(decoded.problem.code, direction, frame.stream, decoded.problem.detail);
    if (decoded.unknownCount > 0 && !this.#saidLateJoin[direction]) {
      this.#saidLateJoin[direction] = true;
      problem(
        'hpack/late-join',
        direction,
        frame.stream,
        'header fields name entries from before the recording; they stand as ?',
      );
    }
    if (open.promisedStream !== null) {
      if (this.#state.streams.get(open.promisedStream) === undefined)
        this.#open(open.promisedStream, direction).halves.toServer.isEnded = true;
      this.#state.emit({
        kind: 'otherFrame',
        direction,
        stream: open.frame.stream,
        frameType: open.frame.type,
        byteCount: open.frame.lengthBytes,
      });
    } else this.#head(direction, open.frame, open.endsStream, open.wireBytes, decoded.fields);
    return decoded.fields;
  }

  #head(direction: Direction, frame: FrameHead, endsStream: boolean, headBytes: number, fields: Fields): void {
    const { emit, problem, streams } = this.#state;
    if (frame.stream === 0) return problem('http2/bad-stream', direction, 0, 'HEADERS on stream 0');
    let stream = streams.get(frame.stream);
    if (stream === undefined) {
      const isOpener = direction === 'toServer' && frame.stream % 2 === 1 && !streams.wasSeen(frame.stream);
      // A reply on a stream that was reset is late, not wrong.
      if (!isOpener && streams.wasSeen(frame.stream) && !this.#isPartial) return;
      if (!isOpener && !this.#isPartial)
        problem('http2/bad-stream', direction, frame.stream, 'HEADERS on a stream that was not opened');
      stream = this.#open(frame.stream, direction);
      // The request of a reply that comes first was not seen and will not be.
      if (direction === 'toClient') stream.halves.toServer.isEnded = true;
    }
    const half = stream.halves[direction];
    if (half.isEnded) {
      if (!this.#isPartial)
        problem('http2/bad-stream', direction, frame.stream, 'HEADERS behind the end of the stream');
      return;
    }
    const at = { stream: frame.stream, firstAtMs: frame.firstAtMs, headBytes, hasBody: !endsStream };
    const head = splitHead(fields);
    if (direction === 'toServer' && !half.isHeadSeen && head.method === '' && !this.#isPartial)
      problem('http2/bad-stream', direction, frame.stream, 'a request without :method');
    if (half.isHeadSeen) emit({ kind: 'trailers', direction, stream: frame.stream, fields });
    else if (direction === 'toServer') {
      half.isHeadSeen = true;
      emit({
        kind: 'requestHead',
        ...at,
        method: head.method,
        target: head.target,
        authority: head.authority,
        upgrade: null,
        fields: head.fields,
      });
    } else {
      const isInterim = head.status >= 100 && head.status < 200;
      half.isHeadSeen = !isInterim;
      emit({
        kind: 'responseHead',
        ...at,
        hasBody: isInterim || !endsStream,
        status: head.status,
        fields: head.fields,
      });
    }
    if (endsStream) this.#endHalf(direction, frame.stream);
    else if (half.isHeadSeen) this.#stalls.beginBody(direction, half);
    this.#stalls.note(direction, frame.stream);
  }

  /** RST_STREAM: nothing more is expected on it in either direction; DATA that still comes only spends window. */
  closeStream(id: number): void {
    const stream = this.#state.streams.get(id);
    if (stream === undefined) return;
    for (const direction of directions) this.#stalls.finishBody(direction, stream);
    this.#forget(stream);
    for (const direction of directions) this.#stalls.note(direction, 0);
  }

  /** This direction is not seen any more. Its halves end without a word, and the windows that it opens are unknown. */
  noteDark(direction: Direction): void {
    const { streams } = this.#state;
    const held = opposite(direction);
    this.#isDark[direction] = true;
    for (const stream of [...streams.all()]) {
      stream.halves[direction].isEnded = true;
      this.#stalls.finishBody(direction, stream);
      if (stream.halves[held].isEnded) this.#forget(stream);
    }
    this.#stalls.forget(held);
  }

  /** It is seen again. What it sent meanwhile spent windows that are therefore unknown. */
  noteResumed(direction: Direction): void {
    this.#isDark[direction] = false;
    this.#isResumed = true;
    this.#stalls.forget(direction);
  }

  /** Streams may lack what we did not see. */
  get #isPartial(): boolean {
    return this.#isLateJoin || this.#isResumed || this.#isDark.toServer || this.#isDark.toClient;
  }

  #open(id: number, direction: Direction): Stream {
    const { windows, streams, problem } = this.#state;
    const half = (of: Direction): StreamHalf => ({
      isHeadSeen: false,
      isEnded: this.#isDark[of],
      isUnfinished: false,
      bodyBytes: 0,
      window: windows[of].openStream(),
      isStalled: false,
    });
    const stream: Stream = { id, halves: { toServer: half('toServer'), toClient: half('toClient') } };
    const dropped = streams.add(stream);
    if (dropped !== null) {
      this.#droppedCount += 1;
      const detail = `more than ${maxOpenStreams} streams are open; not followed any more: ${this.#droppedCount}`;
      // Said at 1, 2, 4, 8, …: counted, but not once a stream.
      if (Number.isInteger(Math.log2(this.#droppedCount)))
        problem('http2/too-many-streams', direction, dropped.id, detail);
      for (const of of directions) this.#stalls.finishBody(of, dropped);
      this.#forget(dropped);
    }
    return stream;
  }

  /** The half that DATA belongs to; null when the stream is closed, which is normal behind a reset, or was never opened. */
  #halfOf(direction: Direction, id: number): StreamHalf | null {
    const { streams } = this.#state;
    const stream = streams.get(id);
    if (stream !== undefined) return stream.halves[direction];
    if (id === 0 || streams.wasSeen(id) || !(this.#isLateJoin || this.#isResumed)) return null;
    const { halves } = this.#open(id, direction);
    // A reply under way: its request was over before we came.
    if (direction === 'toClient') halves.toServer.isEnded = true;
    this.#stalls.beginBody(direction, halves[direction]);
    return halves[direction];
  }

  #endHalf(direction: Direction, id: number): void {
    const stream = this.#state.streams.get(id);
    const half = stream?.halves[direction];
    if (stream === undefined || half === undefined || half.isEnded) return;
    half.isEnded = true;
    this.#stalls.finishBody(direction, stream);
    this.#state.emit({ kind: 'bodyEnd', direction, stream: id, totalBytes: half.bodyBytes });
    if (stream.halves[opposite(direction)].isEnded) this.#forget(stream);
  }

  #forget(stream: Stream): void {
    for (const direction of directions) this.#state.windows[direction].closeStream(stream.halves[direction].window);
    this.#state.streams.remove(stream.id);
  }
}
