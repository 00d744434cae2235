// Whether TCP and TLS of a connection are there yet, on each of its legs. In: its Events. Out: yes or no. A capture has one leg,
// a live connection two (D5); where the handshake is not in the Events, what the application sends tells that it is over.
import type { Event } from '../../event/index.js';

export class Connecting {
  readonly #isUp = { client: false, server: false, only: false };
  #isLive = false;
  #isOver = false;

  get isConnecting(): boolean {
    return !this.#isOver;
  }

  noteEvent(event: Event): void {
    if (this.#isOver) return;
    switch (event.kind) {
      case 'opened':
        this.#isOver = event.isLateJoin;
        return;
      case 'connected':
        this.#isLive ||= event.leg !== 'only';
        return;
      case 'tlsEstablished':
        this.#isLive ||= event.leg !== 'only';
        this.#isUp[event.leg] = true;
        this.#isOver = this.#isUp.only || (this.#isUp.client && this.#isUp.server);
        return;
      case 'responseHead':
      case 'http2Began':
      case 'preface':
      case 'settings':
        this.#isOver = true;
        return;
      case 'requestHead':
        // Live, a client may ask before the leg to the server is there.
        this.#isOver = !this.#isLive;
        return;
      default:
    }
  }
}
