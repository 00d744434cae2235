// Whether the far end of one of our own sockets is still there. In: what the kernel tells of it (tcpFacts). Out: since when it
// acknowledges nothing of what we sent; null while it does, and where the kernel tells nothing. diagnosis.md 2, vanished-peer.
import type { Event } from '../event/index.js';
import type { TcpFacts } from '../wire/index.js';

/** Twice the longest delayed acknowledgement, and more than a sample or two: below this nobody has vanished. */
const minSilenceMs = 3000;

interface Waiting {
  readonly sinceMs: number;
  readonly sendQueueBytes: number;
  lastAtMs: number;
}

export class VanishedPeers {
  readonly #waiting: Record<TcpFacts['leg'], Waiting | null> = { client: null, server: null };

  noteEvent(event: Event): void {
    if (event.kind !== 'tcpFacts') return;
    const { leg, atMs, unackedSegmentCount, sendQueueBytes } = event;
    const before = this.#waiting[leg];
    // Something left the queue: it was acknowledged.
    const isMoving = unackedSegmentCount === 0 || (before !== null && sendQueueBytes < before.sendQueueBytes);
    if (isMoving) this.#waiting[leg] = null;
    else if (before === null) this.#waiting[leg] = { sinceMs: atMs, sendQueueBytes, lastAtMs: atMs };
    else before.lastAtMs = atMs;
  }

  sinceMs(leg: TcpFacts['leg']): number | null {
    const waiting = this.#waiting[leg];
    return waiting !== null && waiting.lastAtMs - waiting.sinceMs >= minSilenceMs ? waiting.sinceMs : null;
  }
}
