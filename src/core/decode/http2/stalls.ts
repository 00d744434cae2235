// Where a sender waits for window: it has an unfinished body, and the window of the stream or of the connection is 0 or less. In: what
// happened to bodies and windows. Out: a step when a wait begins and when it is over. RFC 9113 5.2, 6.9.
import type { Direction } from '../../wire/index.js';
import type { ConnectionState } from './frame-handler.js';
import type { Stream, StreamHalf } from './stream-table.js';

type Shared = Pick<ConnectionState, 'emit' | 'streams' | 'windows'>;

export class Stalls {
  readonly #state: Shared;
  readonly #isConnectionStalled: Record<Direction, boolean> = { toServer: false, toClient: false };
  /** Streams whose body in this direction has begun and not ended. */
  readonly #unfinishedCount: Record<Direction, number> = { toServer: 0, toClient: 0 };

  constructor(state: Shared) {
    this.#state = state;
  }

  beginBody(direction: Direction, half: StreamHalf): void {
    if (half.isUnfinished || half.isEnded) return;
    half.isUnfinished = true;
    this.#unfinishedCount[direction] += 1;
  }

  finishBody(direction: Direction, stream: Stream): void {
    const half = stream.halves[direction];
    if (!half.isUnfinished) return;
    half.isUnfinished = false;
    this.#unfinishedCount[direction] -= 1;
    this.#noteStream(direction, stream.id, half);
  }

  /** The window of this stream or of the connection may have changed. */
  note(direction: Direction, id: number): void {
    const half = this.#state.streams.get(id)?.halves[direction];
    if (half !== undefined) this.#noteStream(direction, id, half);
    this.#noteConnection(direction);
  }

  /** The windows of all streams may have changed. */
  noteAll(direction: Direction): void {
    for (const stream of this.#state.streams.all()) this.#noteStream(direction, stream.id, stream.halves[direction]);
    this.#noteConnection(direction);
  }

  /** The windows of this sender become unknown, and with them whether it waits: every wait that was said is over. */
  forget(direction: Direction): void {
    const { streams, windows } = this.#state;
    for (const { id, halves } of streams.all()) {
      const half = halves[direction];
      if (!half.isStalled) continue;
      half.isStalled = false;
      this.#emit(direction, id, 'open', half.window.windowBytes);
    }
    if (this.#isConnectionStalled[direction]) {
      this.#isConnectionStalled[direction] = false;
      this.#emit(direction, 0, 'open', windows[direction].connectionBytes);
    }
    windows[direction].forget();
  }

  #noteStream(direction: Direction, id: number, half: StreamHalf): void {
    const { windowBytes } = half.window;
    const isStalled = half.isUnfinished && windowBytes !== null && windowBytes <= 0;
    if (isStalled === half.isStalled) return;
    half.isStalled = isStalled;
    this.#emit(direction, id, isStalled ? 'stalled' : 'open', windowBytes);
  }

  #noteConnection(direction: Direction): void {
    const windowBytes = this.#state.windows[direction].connectionBytes;
    const isStalled = windowBytes !== null && windowBytes <= 0 && this.#unfinishedCount[direction] > 0;
    if (isStalled === this.#isConnectionStalled[direction]) return;
    this.#isConnectionStalled[direction] = isStalled;
    this.#emit(direction, 0, isStalled ? 'stalled' : 'open', windowBytes);
  }

  #emit(direction: Direction, stream: number, what: 'stalled' | 'open', windowBytes: number | null): void {
    const isStalled = what === 'stalled';
    this.#state.emit({ kind: 'windowStall', direction, stream, isStalled, windowBytes: windowBytes ?? 0 });
  }
}
