// Flow-control windows of one connection, as far as decode tells them. In: its Events. Out: what each sender may still send
// on the connection and on a stream; null where unknown. RFC 9113 5.2.
import type { Event } from '../event/index.js';
import type { Direction } from '../wire/index.js';

/** More streams than any peer opens at a time (protocol.md 4.9); the oldest window is forgotten. */
const maxStreams = 4096;

export class Windows {
  readonly #connection: Record<Direction, number | null> = { toServer: null, toClient: null };
  readonly #streams: Record<Direction, Map<number, number>> = { toServer: new Map(), toClient: new Map() };

  connectionBytes(direction: Direction): number | null {
    return this.#connection[direction];
  }

  streamBytes(direction: Direction, stream: number): number | null {
    return this.#streams[direction].get(stream) ?? null;
  }

  noteEvent(event: Event): void {
    switch (event.kind) {
      case 'data':
        if (event.protocol !== 'http2') return;
        this.#connection[event.direction] = event.connectionWindowBytes;
        if (event.streamWindowBytes !== null) this.#set(event.direction, event.stream, event.streamWindowBytes);
        return;
      case 'windowStall':
        if (event.stream === 0) this.#connection[event.direction] = event.windowBytes;
        else this.#set(event.direction, event.stream, event.windowBytes);
        return;
      case 'windowUpdate': {
        const opened = event.direction === 'toClient' ? 'toServer' : 'toClient';
        if (event.stream === 0) {
          const before = this.#connection[opened];
          if (before !== null) this.#connection[opened] = before + event.incrementBytes;
        } else {
          const before = this.#streams[opened].get(event.stream);
          if (before !== undefined) this.#streams[opened].set(event.stream, before + event.incrementBytes);
        }
        return;
      }
      default:
    }
  }

  forget(stream: number): void {
    this.#streams.toServer.delete(stream);
    this.#streams.toClient.delete(stream);
  }

  #set(direction: Direction, stream: number, bytes: number): void {
    const streams = this.#streams[direction];
    streams.set(stream, bytes);
    if (streams.size <= maxStreams) return;
    for (const oldest of streams.keys()) {
      streams.delete(oldest);
      return;
    }
  }
}
