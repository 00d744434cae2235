// Frames that carry messages: HEADERS, CONTINUATION, PUSH_PROMISE, DATA. In: frames. Out: heads, body progress, ends; and where a
// sender with an unfinished body has no window left, that it stalls. RFC 9113 5.1, 6.1, 6.2, 8.1.
import type { Direction } from '../../wire/index.js';
import type { Fields } from '../step/index.js';
import type { ConnectionState } from './frame-handler.js';
import type { FrameHead } from './frame-reader.js';
import { splitHead, stripPadding } from './message-head.js';
import { flags, frameName, frameTypes } from './names.js';
import { maxOpenStreams, type Stream, type StreamHalf } from './stream-table.js';

const directions = ['toServer', 'toClient'] as const;
const opposite = (direction: Direction): Direction => (direction === 'toServer' ? 'toClient' : 'toServer');

export class MessageFrames {
  readonly #state: ConnectionState;
  readonly #isLateJoin: boolean;
  readonly #saidOverrun: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #saidLateJoin: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #isConnectionStalled: Record<Direction, boolean> = { toServer: false, toClient: false };
  /** Streams whose body in this direction has begun and not ended. */
  readonly #unfinishedCount: Record<Direction, number> = { toServer: 0, toClient: 0 };

  constructor(state: ConnectionState, options: { readonly isLateJoin: boolean }) {
    this.#state = state;
    this.#isLateJoin = options.isLateJoin;
  }

  data(direction: Direction, frame: FrameHead, bytes: Uint8Array | null, byteCount: number, atMs: number): void {
    const half = this.#halfOf(direction, frame);
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
    this.#noteOverrun(direction, frame.stream, half);
  }

  padding(direction: Direction, frame: FrameHead, byteCount: number): void {
    const half = this.#halfOf(direction, frame);
    this.#state.windows[direction].spend(half?.window ?? null, byteCount);
    this.#noteOverrun(direction, frame.stream, half);
  }

  endData(direction: Direction, frame: FrameHead): void {
    const half = this.#halfOf(direction, frame);
    if ((frame.flags & flags.endStream) !== 0 && half !== null) this.#endHalf(direction, frame.stream);
    this.noteWindows(direction, frame.stream);
  }

  /** Fields when the block is whole, else null. */
  block(direction: Direction, frame: FrameHead, payload: Uint8Array | null): Fields | null {
    const { blocks, fail, problem } = this.#state;
    const block = blocks[direction];
    if (frame.type !== frameTypes.continuation)
      block.begin(frame, (frame.flags & flags.endStream) !== 0 && frame.type === frameTypes.headers);
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
    if (open.frame.type === frameTypes.pushPromise) {
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
      if (!isOpener && streams.wasSeen(frame.stream) && !this.#isLateJoin) return;
      if (!isOpener && !this.#isLateJoin)
        problem('http2/bad-stream', direction, frame.stream, 'HEADERS on a stream that was not opened');
      stream = this.#open(frame.stream, direction);
    }
    const half = stream.halves[direction];
    const at = { stream: frame.stream, firstAtMs: frame.firstAtMs, headBytes, hasBody: !endsStream };
    const head = splitHead(fields);
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
    else if (half.isHeadSeen && !half.isEnded && !half.isUnfinished) {
      half.isUnfinished = true;
      this.#unfinishedCount[direction] += 1;
    }
    this.noteWindows(direction, frame.stream);
  }

  /** RST_STREAM: nothing more is expected on it in either direction; DATA that still comes only spends window. */
  closeStream(id: number): void {
    const stream = this.#state.streams.get(id);
    if (stream === undefined) return;
    for (const direction of directions) this.#finishBody(direction, stream);
    this.#forget(stream);
    for (const direction of directions) this.noteWindows(direction, 0);
  }

  noteAllWindows(direction: Direction): void {
    for (const stream of this.#state.streams.all())
      this.#noteStreamWindow(direction, stream.id, stream.halves[direction]);
    this.#noteConnectionWindow(direction);
  }

  /** Says when the connection's window, or this stream's, ran out or opened again. */
  noteWindows(direction: Direction, id: number): void {
    const half = this.#state.streams.get(id)?.halves[direction];
    if (half !== undefined) this.#noteStreamWindow(direction, id, half);
    this.#noteConnectionWindow(direction);
  }

  #noteStreamWindow(direction: Direction, id: number, half: StreamHalf): void {
    const windowBytes = half.window.windowBytes;
    const isStalled = half.isUnfinished && windowBytes !== null && windowBytes <= 0;
    if (isStalled === half.isStalled || windowBytes === null) return;
    half.isStalled = isStalled;
    this.#state.emit({ kind: 'windowStall', direction, stream: id, isStalled, windowBytes });
  }

  #noteConnectionWindow(direction: Direction): void {
    const windowBytes = this.#state.windows[direction].connectionBytes;
    if (windowBytes === null) return;
    const isStalled = windowBytes <= 0 && this.#unfinishedCount[direction] > 0;
    if (isStalled === this.#isConnectionStalled[direction]) return;
    this.#isConnectionStalled[direction] = isStalled;
    this.#state.emit({ kind: 'windowStall', direction, stream: 0, isStalled, windowBytes });
  }

  #open(id: number, direction: Direction): Stream {
    const { windows, streams, problem } = this.#state;
    const half = (of: Direction): StreamHalf => ({
      isHeadSeen: false,
      isEnded: false,
      isUnfinished: false,
      bodyBytes: 0,
      window: windows[of].openStream(),
      isStalled: false,
    });
    const stream: Stream = { id, halves: { toServer: half('toServer'), toClient: half('toClient') } };
    const dropped = streams.add(stream);
    if (dropped !== null) {
      problem(
        'http2/too-many-streams',
        direction,
        dropped.id,
        `more than ${maxOpenStreams} streams are open; the oldest is no longer followed`,
      );
      for (const of of directions) this.#finishBody(of, dropped);
      this.#forget(dropped);
    }
    return stream;
  }

  /** The half that DATA belongs to; null when the stream is closed, which is normal behind a reset. */
  #halfOf(direction: Direction, frame: FrameHead): StreamHalf | null {
    const { streams, problem } = this.#state;
    const stream = streams.get(frame.stream);
    if (stream !== undefined) return stream.halves[direction];
    if (streams.wasSeen(frame.stream) && frame.stream !== 0) return null;
    if (this.#isLateJoin && frame.stream !== 0) {
      const half = this.#open(frame.stream, direction).halves[direction];
      half.isUnfinished = true;
      this.#unfinishedCount[direction] += 1;
      return half;
    }
    if (frame.lengthBytes === 0 || !this.#saidIdle.has(frame))
      problem('http2/bad-stream', direction, frame.stream, 'DATA on a stream that was not opened');
    this.#saidIdle.add(frame);
    return null;
  }
  /** Frames complained of: DATA comes in pieces, the complaint once. */
  readonly #saidIdle = new WeakSet<FrameHead>();

  #endHalf(direction: Direction, id: number): void {
    const stream = this.#state.streams.get(id);
    const half = stream?.halves[direction];
    if (stream === undefined || half === undefined || half.isEnded) return;
    half.isEnded = true;
    this.#finishBody(direction, stream);
    this.#state.emit({ kind: 'bodyEnd', direction, stream: id, totalBytes: half.bodyBytes });
    if (stream.halves[opposite(direction)].isEnded) this.#forget(stream);
  }

  #finishBody(direction: Direction, stream: Stream): void {
    const half = stream.halves[direction];
    if (!half.isUnfinished) return;
    half.isUnfinished = false;
    this.#unfinishedCount[direction] -= 1;
    this.#noteStreamWindow(direction, stream.id, half);
  }

  #forget(stream: Stream): void {
    for (const direction of directions) this.#state.windows[direction].closeStream(stream.halves[direction].window);
    this.#state.streams.remove(stream.id);
  }

  #noteOverrun(direction: Direction, id: number, half: StreamHalf | null): void {
    const window = this.#state.windows[direction];
    const isOver = (window.connectionBytes ?? 0) < 0 || (half?.window.windowBytes ?? 0) < 0;
    if (!isOver || this.#saidOverrun[direction]) return;
    this.#saidOverrun[direction] = true;
    this.#state.problem(
      'http2/window-overrun',
      direction,
      id,
      `DATA beyond the window: connection ${window.connectionBytes}, stream ${half?.window.windowBytes ?? '?'}`,
    );
  }
}
