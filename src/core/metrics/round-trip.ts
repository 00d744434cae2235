// Round-trip time to both ends of one connection, as the quickest that was seen. In: Events of the connection and its calls.
// Out: ms to the client and to the server, null where nothing told. diagnosis.md 1: what the source measured; a SETTINGS
// frame and its ACK; calls that cost the server next to nothing; the kernel's figure where that is the whole way.
//
// To the client the kernel sees no further than a box that ends TCP (a load balancer, a tunnel). What the client itself answers takes
// the whole way, and its own time: only when all of it is slow, its ACK and each request that follows a reply, a box is between.
import type { Event } from '../event/index.js';
import type { Call, Operation } from '../pbs/index.js';

/** One lookup or one empty file on the server: the quickest of them is close to the line's own time (protocol.md 12). */
const emptyOperations: ReadonlySet<Operation> = new Set([
  'previousBackupTime',
  'createDynamicIndex',
  'createFixedIndex',
]);

/** No local network has it, and no client takes so long each time. */
const leastBeyondMs = 20;
/** The ACK, and a request behind a reply: one slow answer alone is a busy client. */
const leastAnswerCount = 2;

export class RoundTripClock {
  /** Of our own socket, or of the packets seen. */
  #clientSocket: number | null = null;
  #clientAck: number | null = null;
  /** The quickest answer of the client: its ACK, or the next request when nothing was open. */
  #clientAnswer = Number.POSITIVE_INFINITY;
  #clientAnswerCount = 0;
  #restSinceMs = Number.NaN;
  #server: number | null = null;
  /** Of our own socket: less than the way of a call where a line is emulated behind it, so only for want of better. */
  #serverSocket: number | null = null;
  /** First SETTINGS of each side, waiting for its ACK; NaN once answered. */
  #settingsOfClientAtMs = Number.NaN;
  #settingsOfServerAtMs = Number.NaN;

  get rttMs(): { readonly client: number | null; readonly server: number | null } {
    return { client: this.#clientMs(), server: this.#server ?? this.#serverSocket };
  }

  noteEvent(event: Event): void {
    switch (event.kind) {
      case 'roundTrip':
        if (event.toward === 'client') this.#clientSocket = quicker(this.#clientSocket, event.roundTripMs);
        else this.#toServer(event.roundTripMs);
        return;
      case 'tcpFacts':
        if (event.minRttMs === null) return;
        // An emulated line lies behind the server leg: to the client the kernel sees what there is.
        if (event.leg === 'client') this.#clientSocket = quicker(this.#clientSocket, event.minRttMs);
        else this.#serverSocket = quicker(this.#serverSocket, event.minRttMs);
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
          this.#noteAck(event.atMs - this.#settingsOfServerAtMs);
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

  /** The last open reply is whole: what the client does next it does after it has it, or it did not need it. */
  noteRest(atMs: number): void {
    this.#restSinceMs = atMs;
  }

  /** A request, and nothing else was open. */
  noteFirstRequest(atMs: number): void {
    this.#noteAnswer(atMs - this.#restSinceMs);
    this.#restSinceMs = Number.NaN;
  }

  #clientMs(): number | null {
    if (this.#clientSocket === null) return this.#clientAck;
    const isBoxBetween =
      this.#clientAck !== null &&
      this.#clientAnswerCount >= leastAnswerCount &&
      this.#clientAnswer - this.#clientSocket >= leastBeyondMs;
    return isBoxBetween ? this.#clientAnswer : quicker(this.#clientAck, this.#clientSocket);
  }

  #noteAck(ms: number): void {
    if (!(ms >= 0)) return;
    this.#clientAck = quicker(this.#clientAck, ms);
    this.#noteAnswer(ms);
  }

  #noteAnswer(ms: number): void {
    if (!(ms >= 0)) return;
    this.#clientAnswer = Math.min(this.#clientAnswer, ms);
    this.#clientAnswerCount += 1;
  }

  #toServer(ms: number): void {
    this.#server = quicker(this.#server, ms);
  }
}

const quicker = (known: number | null, ms: number): number | null => (ms >= 0 ? Math.min(known ?? ms, ms) : known);
