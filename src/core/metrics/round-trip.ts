// Round-trip time to both ends of one connection, as the quickest that was seen. In: Events of the connection and its calls.
// Out: ms to the client and to the server, null where nothing told. diagnosis.md 1: what the source measured; a SETTINGS
// frame and its ACK; calls that cost the server next to nothing; the kernel's figure where that is the whole way.
import type { Event } from '../event/index.js';
import type { Call, Operation } from '../pbs/index.js';

/** One lookup or one empty file on the server: the quickest of them is close to the line's own time (protocol.md 12). */
const emptyOperations: ReadonlySet<Operation> = new Set([
  'previousBackupTime',
  'createDynamicIndex',
  'createFixedIndex',
]);

export class RoundTripClock {
  #client: number | null = null;
  #server: number | null = null;
  /** Of our own socket: less than the way of a call where a line is emulated behind it, so only for want of better. */
  #serverSocket: number | null = null;
  /** First SETTINGS of each side, waiting for its ACK; NaN once answered. */
  #settingsOfClientAtMs = Number.NaN;
  #settingsOfServerAtMs = Number.NaN;

  get rttMs(): { readonly client: number | null; readonly server: number | null } {
    return { client: this.#client, server: this.#server ?? this.#serverSocket };
  }

  noteEvent(event: Event): void {
    switch (event.kind) {
      case 'roundTrip':
        if (event.toward === 'client') this.#toClient(event.roundTripMs);
        else this.#toServer(event.roundTripMs);
        return;
      case 'tcpFacts':
        if (event.minRttMs === null) return;
        // An emulated line lies behind the server leg: to the client the kernel sees all there is.
        if (event.leg === 'client') this.#toClient(event.minRttMs);
        else this.#serverSocket = Math.min(this.#serverSocket ?? event.minRttMs, event.minRttMs);
        return;
      case 'settings':
        if (event.direction === 'toServer') this.#settingsOfClientAtMs = event.atMs;
        else this.#settingsOfServerAtMs = event.atMs;
        return;
      case 'settingsAck':
        if (event.direction === 'toClient') {
          this.#toServer(event.atMs - this.#settingsOfClientAtMs);
          this.#settingsOfClientAtMs = Number.NaN;
        } else {
          this.#toClient(event.atMs - this.#settingsOfServerAtMs);
          this.#settingsOfServerAtMs = Number.NaN;
        }
        return;
      default:
    }
  }

  /** The reply of this call began. */
  noteReply(call: Call): void {
    const { operation, responseFirstAtMs, requestEndAtMs } = call;
    if (!emptyOperations.has(operation) || responseFirstAtMs === null || requestEndAtMs === null) return;
    this.#toServer(responseFirstAtMs - requestEndAtMs);
  }

  #toClient(ms: number): void {
    if (ms >= 0) this.#client = Math.min(this.#client ?? ms, ms);
  }

  #toServer(ms: number): void {
    if (ms >= 0) this.#server = Math.min(this.#server ?? ms, ms);
  }
}
