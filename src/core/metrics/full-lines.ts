// Whether a line takes no more at this moment. In: pressure of our sockets, what the kernel tells of their queues, replies. Out:
// yes or no for each direction. Live only: a capture has neither (diagnosis.md 1, `serverLine`, `clientLine`).
import type { Event } from '../event/index.js';
import type { Call } from '../pbs/index.js';
import type { Direction } from '../wire/index.js';

export class FullLines {
  readonly #isBlocked: Record<Direction, boolean> = { toServer: false, toClient: false };
  /** When bytes were seen waiting in the kernel that its peer had not admitted yet. */
  readonly #queuedAtMs: Record<Direction, number | null> = { toServer: null, toClient: null };

  isFull(direction: Direction): boolean {
    return this.#isBlocked[direction] || this.#queuedAtMs[direction] !== null;
  }

  noteEvent(event: Event): void {
    if (event.kind === 'pressure') this.#isBlocked[event.direction] = event.isOn;
    if (event.kind === 'tcpFacts') {
      const direction = event.leg === 'server' ? 'toServer' : 'toClient';
      this.#queuedAtMs[direction] = event.notSentBytes > 0 ? event.atMs : null;
    }
  }

  /** Who answers a request that was whole when the queue was looked at, or later, has what stood before it. */
  noteReply({ requestEndAtMs }: Call): void {
    const queuedAtMs = this.#queuedAtMs.toServer;
    if (queuedAtMs !== null && requestEndAtMs !== null && requestEndAtMs >= queuedAtMs)
      this.#queuedAtMs.toServer = null;
  }

  /** Who asks again with nothing open has had all of the replies before. */
  noteFirstRequest(): void {
    this.#queuedAtMs.toClient = null;
  }

  /** Nothing is owed and nothing is sent: nothing waits. */
  noteRest(): void {
    this.#queuedAtMs.toServer = null;
  }
}
