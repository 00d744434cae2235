// Whether the far end of one of our own sockets is still there. In: what the kernel tells of it (tcpFacts). Out: since when it
// acknowledges nothing of what we send again and again; null while it does, and where the kernel tells nothing. diagnosis.md 2.
import type { Event } from '../event/index.js';
import type { TcpFacts } from '../wire/index.js';

/** Twice the longest delayed acknowledgement, and more than a sample or two: below this nobody has vanished. */
const minSilenceMs = 3000;

interface Waiting {
  readonly first: TcpFacts;
  last: TcpFacts;
}

export class VanishedPeers {
  readonly #waiting: Record<TcpFacts['leg'], Waiting | null> = { client: null, server: null };

  noteEvent(event: Event): void {
    if (event.kind !== 'tcpFacts') return;
    const { leg } = event;
    const before = this.#waiting[leg];
    // Something left the queue: it was acknowledged.
    const isMoving =
      event.unackedSegmentCount === 0 || (before !== null && event.sendQueueBytes < before.last.sendQueueBytes);
    if (isMoving) this.#waiting[leg] = null;
    else if (before === null) this.#waiting[leg] = { first: event, last: event };
    else before.last = event;
  }

  sinceMs(leg: TcpFacts['leg']): number | null {
    const waiting = this.#waiting[leg];
    if (waiting === null) return null;
    const { first, last } = waiting;
    // A queue that only grows may be a slow line: from a dead end nothing comes back, and TCP sends again.
    const isSentAgain = last.retransmittedSegmentCount > first.retransmittedSegmentCount;
    return isSentAgain && last.atMs - first.atMs >= minSilenceMs ? first.atMs : null;
  }
}
