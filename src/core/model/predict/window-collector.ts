// The flow-control windows that each connection began with. In: Events. Out: for a direction of bodies, the connection's window
// and a stream's. Follows only the beginning: what a receiver gives before the first body is its window. RFC 9113 6.9.
import type { Event } from '../../event/index.js';
import type { Direction } from '../../wire/index.js';

/** RFC 9113 6.9.2. */
const defaultWindowBytes = 65_535;
/** A capture of very many connections: the later ones have no windows, and are predicted without any. */
const maxConnections = 10_000;

interface Beginning {
  connectionBytes: number;
  streamBytes: number;
  didBegin: boolean;
}

export class WindowCollector {
  readonly #beginnings = new Map<string, Beginning>();

  noteEvent(event: Event): void {
    if (event.kind === 'settings') {
      const bytes = event.settings['INITIAL_WINDOW_SIZE'];
      const beginning = this.#of(event.connection, opposite(event.direction));
      if (bytes !== undefined && beginning !== null) beginning.streamBytes = bytes;
    } else if (event.kind === 'windowUpdate' && event.stream === 0) {
      const beginning = this.#of(event.connection, opposite(event.direction));
      if (beginning?.didBegin === false) beginning.connectionBytes += event.incrementBytes;
    } else if (event.kind === 'data' && event.protocol === 'http2') {
      const beginning = this.#of(event.connection, event.direction);
      if (beginning !== null) beginning.didBegin = true;
    }
  }

  windowOf(
    connection: number,
    direction: Direction,
  ): { readonly connection: number | null; readonly stream: number | null } {
    const beginning = this.#beginnings.get(`${connection} ${direction}`);
    if (beginning === undefined) return { connection: null, stream: null };
    // A receiver that opens its streams one by one has said nothing of their windows.
    return {
      connection: beginning.connectionBytes,
      stream: beginning.streamBytes === 0 ? null : beginning.streamBytes,
    };
  }

  #of(connection: number, direction: Direction): Beginning | null {
    const key = `${connection} ${direction}`;
    const known = this.#beginnings.get(key);
    if (known !== undefined) return known;
    if (this.#beginnings.size >= maxConnections) return null;
    const created = { connectionBytes: defaultWindowBytes, streamBytes: defaultWindowBytes, didBegin: false };
    this.#beginnings.set(key, created);
    return created;
  }
}

const opposite = (direction: Direction): Direction => (direction === 'toServer' ? 'toClient' : 'toServer');
