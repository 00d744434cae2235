// Round-trip time to both ends of one connection, as the quickest that was seen. In: Events of the connection and its calls.
// Out: ms to the client and to the server, null where nothing told. diagnosis.md 1: what the source measured; a SETTINGS
// frame and its ACK; previous_backup_time, which costs the server nothing.
import type { Event } from '../event/index.js';
import type { Call } from '../pbs/index.js';

export class RoundTripClock {
  #client: number | null = null;
  #server: number | null = null;
  /** First SETTINGS of each side, waiting for its ACK; NaN once answered. */
  #settingsOfClientAtMs = Number.NaN;
  #settingsOfServerAtMs = Number.NaN;

  get rttMs(): { readonly client: number | null; readonly server: number | null } {
    return { client: this.#client, server: this.#server };
  }

  noteEvent(event: Event): void {
    switch (event.kind) {
      case 'roundTrip':
        if (event.toward === 'client') this.#toClient(event.roundTripMs);
        else this.#toServer(event.roundTripMs);
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

  noteEnded(call: Call): void {
    if (call.operation !== 'previousBackupTime' || call.responseFirstAtMs === null || call.requestEndAtMs === null)
      return;
    this.#toServer(call.responseFirstAtMs - call.requestEndAtMs);
  }

  #toClient(ms: number): void {
    if (ms >= 0) this.#client = Math.min(this.#client ?? ms, ms);
  }

  #toServer(ms: number): void {
    if (ms >= 0) this.#server = Math.min(this.#server ?? ms, ms);
  }
}
