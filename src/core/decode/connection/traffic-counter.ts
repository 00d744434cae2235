// Application bytes of one connection, both directions. In: byte counts with their times. Out: a `traffic` Event when time enters a
// new bucket, so about ten a second while bytes flow, however they were cut.
import type { Direction } from '../../wire/index.js';
import type { Outlet } from './outlet.js';

const bucketMs = 100;

export class TrafficCounter {
  readonly #connection: number;
  readonly #outlet: Outlet;
  readonly #bytes: Record<Direction, number> = { toServer: 0, toClient: 0 };
  #bucket = 0;
  #hasNews = false;

  constructor(connection: number, outlet: Outlet) {
    this.#connection = connection;
    this.#outlet = outlet;
  }

  add(direction: Direction, byteCount: number, atMs: number): void {
    this.advanceTo(atMs);
    this.#bytes[direction] += byteCount;
    this.#hasNews = true;
  }

  advanceTo(atMs: number): void {
    const bucket = Math.floor(atMs / bucketMs);
    if (bucket === this.#bucket) return;
    this.flush(atMs);
    this.#bucket = bucket;
  }

  flush(atMs: number): void {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    const { toServer, toClient } = this.#bytes;
    this.#outlet.emit({
      kind: 'traffic',
      connection: this.#connection,
      atMs,
      toServerBytes: toServer,
      toClientBytes: toClient,
    });
  }
}
