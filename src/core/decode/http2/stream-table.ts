// The open streams of one HTTP/2 connection, bounded. A stream leaves when both directions ended it or it was reset.
import type { Direction } from '../../wire/index.js';
import type { StreamWindow } from './send-window.js';

export interface StreamHalf {
  isHeadSeen: boolean;
  isEnded: boolean;
  /** Its body has begun and not ended. */
  isUnfinished: boolean;
  bodyBytes: number;
  readonly window: StreamWindow;
  isStalled: boolean;
}

export interface Stream {
  readonly id: number;
  readonly halves: Readonly<Record<Direction, StreamHalf>>;
}

/** Real peers have some hundred streams open; beyond this the oldest is let go, counted as a problem. */
export const maxOpenStreams = 10_000;

export class StreamTable {
  readonly #streams = new Map<number, Stream>();
  /** Clients number their streams odd, servers even (RFC 9113 5.1.1). */
  readonly #highest: [even: number, odd: number] = [0, 0];

  get(id: number): Stream | undefined {
    return this.#streams.get(id);
  }

  /** True for an id that has been in use, open or not. */
  wasSeen(id: number): boolean {
    return id <= (this.#highest[id % 2] ?? 0);
  }

  /** Returns the stream that had to be let go, or null. */
  add(stream: Stream): Stream | null {
    this.#streams.set(stream.id, stream);
    const parity = stream.id % 2 === 0 ? 0 : 1;
    this.#highest[parity] = Math.max(this.#highest[parity], stream.id);
    if (this.#streams.size <= maxOpenStreams) return null;
    const oldest = this.#streams.values().next().value ?? null;
    if (oldest !== null) this.#streams.delete(oldest.id);
    return oldest;
  }

  remove(id: number): void {
    this.#streams.delete(id);
  }

  all(): IterableIterator<Stream> {
    return this.#streams.values();
  }
}
