// Which flow-control windows hold a sender up at this moment. In: windowStall Events of one connection, and streams that are
// over. Out: whether one of the connection is shut, or one of a stream. RFC 9113 5.2.
import type { WindowStall } from '../../event/index.js';
import type { Direction } from '../../wire/index.js';

/** No peer opens more streams at a time; beyond it a stream's window is not followed. */
const maxStreams = 4096;

export class ShutWindows {
  readonly #connection: Record<Direction, boolean> = { toServer: false, toClient: false };
  readonly #streams: Record<Direction, Set<number>> = { toServer: new Set(), toClient: new Set() };

  note({ direction, stream, isStalled }: WindowStall): void {
    if (stream === 0) this.#connection[direction] = isStalled;
    else if (!isStalled) this.#streams[direction].delete(stream);
    else if (this.#streams[direction].size < maxStreams) this.#streams[direction].add(stream);
  }

  forget(stream: number): void {
    this.#streams.toServer.delete(stream);
    this.#streams.toClient.delete(stream);
  }

  get isConnectionShut(): boolean {
    return this.#connection.toServer || this.#connection.toClient;
  }

  get isStreamShut(): boolean {
    return this.#streams.toServer.size > 0 || this.#streams.toClient.size > 0;
  }
}
