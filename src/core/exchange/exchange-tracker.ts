// In: the Events of all connections, in order of time. Out: their exchanges as steps. Ended exchanges are not kept.
// The next stage makes of each fresh exchange what it needs (`adopt`), so that both stages speak of one object.
import type { Event } from '../event/index.js';
import { beginExchange } from './begin-exchange.js';
import { ConnectionExchanges } from './connection-exchanges.js';
import type { Exchange, ExchangeStep } from './exchange.js';

/** More connections than a proxy relays at a time; a capture of a busy server stays below it too. */
export const maxTrackedConnections = 16_384;

export class ExchangeTracker<E extends Exchange> {
  readonly #adopt: (exchange: Exchange) => E;
  readonly #connections = new Map<number, ConnectionExchanges<E>>();
  #lastId = 0;
  #droppedCount = 0;

  constructor(adopt: (exchange: Exchange) => E) {
    this.#adopt = adopt;
  }

  /** Exchanges that were not followed because of a limit. */
  get droppedCount(): number {
    let count = this.#droppedCount;
    for (const connection of this.#connections.values()) count += connection.droppedCount;
    return count;
  }

  feed(event: Event): readonly ExchangeStep<E>[] {
    const steps: ExchangeStep<E>[] = [];
    if (event.kind === 'sourceEnded') {
      for (const connection of this.#connections.values()) {
        connection.loseAll(event.atMs, steps);
        this.#droppedCount += connection.droppedCount;
      }
      this.#connections.clear();
      return steps;
    }
    const connection = this.#connectionOf(event);
    if (connection === null) return steps;
    connection.feed(event, steps);
    if (event.kind === 'closed') {
      this.#droppedCount += connection.droppedCount;
      this.#connections.delete(event.connection);
    }
    return steps;
  }

  /** Made at its first Event that matters: `opened` may be missing in a damaged trace. */
  #connectionOf(event: Event): ConnectionExchanges<E> | null {
    const known = this.#connections.get(event.connection);
    if (known !== undefined) return known;
    if (event.kind !== 'opened' && event.kind !== 'requestHead' && event.kind !== 'http2Began') return null;
    if (this.#connections.size >= maxTrackedConnections) {
      if (event.kind === 'requestHead') this.#droppedCount++;
      return null;
    }
    const made = new ConnectionExchanges<E>((make) => this.#adopt(make(++this.#lastId)), beginExchange);
    this.#connections.set(event.connection, made);
    return made;
  }
}
