// In: stalls of one connection's flow-control windows (`windowStall` Events). Out: for each exchange with an unfinished
// body, the time it stood before a shut window, charged to `windowBlockedMs`. Upload direction only, as Call promises.
import type { WindowStall } from '../event/index.js';
import type { Exchange } from './exchange.js';

/** Hostile traffic may stall streams without end; no real connection has more streams open. */
const maxStalledStreams = 4096;

export class WindowStalls {
  #connectionSinceMs: number | null = null;
  readonly #streamSinceMs = new Map<number, number>();

  /** Notes a stall that begins, or charges one that is over to those of `open` that it held up. */
  feed(event: WindowStall, open: Iterable<Exchange>): void {
    if (event.direction !== 'toServer') return;
    if (event.isStalled) this.#begin(event);
    else this.#end(event, open);
  }

  /** Whether both windows of this stream are open for upload, as far as stalls tell. */
  admits(stream: number): boolean {
    return this.#connectionSinceMs === null && !this.#streamSinceMs.has(stream);
  }

  /** The request body of this exchange is complete, or given up: whatever stall still holds is charged up to now. */
  chargeEndOf(exchange: Exchange, atMs: number): void {
    charge(exchange, 'connection', this.#connectionSinceMs, atMs);
    if (exchange.protocol !== 'http2') return;
    charge(exchange, 'stream', this.#streamSinceMs.get(exchange.stream) ?? null, atMs);
    this.#streamSinceMs.delete(exchange.stream);
  }

  #begin(event: WindowStall): void {
    if (event.stream === 0) this.#connectionSinceMs ??= event.atMs;
    else if (!this.#streamSinceMs.has(event.stream) && this.#streamSinceMs.size < maxStalledStreams) {
      this.#streamSinceMs.set(event.stream, event.atMs);
    }
  }

  #end(event: WindowStall, open: Iterable<Exchange>): void {
    const isConnection = event.stream === 0;
    const sinceMs = isConnection ? this.#connectionSinceMs : (this.#streamSinceMs.get(event.stream) ?? null);
    if (isConnection) this.#connectionSinceMs = null;
    else this.#streamSinceMs.delete(event.stream);
    for (const exchange of open) {
      if (exchange.protocol !== 'http2' || exchange.requestEndAtMs !== null) continue;
      if (isConnection) charge(exchange, 'connection', sinceMs, event.atMs);
      else if (exchange.stream === event.stream) charge(exchange, 'stream', sinceMs, event.atMs);
    }
  }
}

function charge(exchange: Exchange, window: 'connection' | 'stream', sinceMs: number | null, untilMs: number): void {
  if (sinceMs === null || exchange.protocol !== 'http2') return;
  // A stall older than the exchange held it up only from its own start.
  exchange.windowBlockedMs[window] += Math.max(0, untilMs - Math.max(sinceMs, exchange.requestHeadAtMs));
}
