// One run of client and server as values: WireEvents (of a capture or of live sockets) in; frames, Events, and every exchange with
// its whole reply out. The same decoder reads what was recorded and what is played, so that the two can be compared as they are.
import { type FrameRecord, WireDecoder } from '../../../src/core/decode/index.js';
import type { Event, HeaderList, Protocol } from '../../../src/core/event/index.js';
import type { WireEvent } from '../../../src/core/wire/index.js';

export interface Exchange {
  readonly connection: number;
  readonly protocol: Protocol;
  readonly stream: number;
  readonly method: string;
  readonly target: string;
  /** Who asks, where the head says so. */
  readonly authId: string | null;
  /** Null: never answered. */
  status: number | null;
  replyHeaders: HeaderList;
  replyBody: Buffer;
  /** Reply whole, or stream reset by the server. */
  isReplied: boolean;
  /** Code of the server's RST_STREAM. */
  resetCode: number | null;
}

export const exchangeKey = (at: { connection: number; protocol: Protocol; stream: number }): string =>
  `${at.connection} ${at.protocol} ${at.stream}`;

/** Larger than any body of the captures: nothing is cut off. */
const maxBodyBytes = 32 * 1024 * 1024;
/** Time is of no use here; a step that is longer than decode's merging makes every Event come at once. */
const stepMs = 1000;

export class Conversation {
  readonly exchanges = new Map<string, Exchange>();
  readonly #decoder: WireDecoder;
  readonly #frames: FrameRecord[] = [];
  #atMs = 0;

  constructor() {
    this.#decoder = new WireDecoder({
      capture: ({ direction }) =>
        direction === 'toClient' ? { mode: 'whole', limitBytes: maxBodyBytes } : { mode: 'none' },
      onFrame: (frame) => this.#frames.push(frame),
    });
  }

  /** Times of the events are replaced. */
  feed(event: WireEvent): { readonly events: readonly Event[]; readonly frames: readonly FrameRecord[] } {
    this.#atMs += stepMs;
    const events = [
      ...this.#decoder.feed({ ...event, atMs: this.#atMs }),
      ...this.#decoder.advanceTo(this.#atMs + stepMs / 2),
    ];
    for (const one of events) this.#note(one);
    return { events, frames: this.#frames.splice(0) };
  }

  #note(event: Event): void {
    if (event.kind === 'requestHead') {
      const { connection, protocol, stream, method, target } = event;
      const authId = event.credential?.authId ?? null;
      const reply = { status: null, replyHeaders: [], replyBody: Buffer.alloc(0), isReplied: false, resetCode: null };
      const exchange = { connection, protocol, stream, method, target, authId, ...reply };
      this.exchanges.set(exchangeKey(event), exchange);
      return;
    }
    if (event.kind === 'streamReset') return this.#noteReset(event.connection, event.stream, event);
    if (!('protocol' in event)) return;
    const exchange = this.exchanges.get(exchangeKey(event));
    if (exchange === undefined) return;
    switch (event.kind) {
      case 'responseHead':
        exchange.status = event.status;
        exchange.replyHeaders = event.headers;
        exchange.isReplied = event.status === 101;
        return;
      case 'bodyPart':
        exchange.replyBody = Buffer.concat([exchange.replyBody, Buffer.from(event.base64, 'base64')]);
        return;
      case 'bodyEnd':
        if (event.direction === 'toClient') exchange.isReplied = true;
        return;
      default:
        return;
    }
  }

  #noteReset(connection: number, stream: number, reset: Event & { kind: 'streamReset' }): void {
    const exchange = this.exchanges.get(exchangeKey({ connection, protocol: 'http2', stream }));
    if (exchange === undefined || reset.direction !== 'toClient') return;
    exchange.resetCode = reset.errorCode;
    exchange.isReplied = true;
  }
}
