// The front of decode: WireEvents of all connections in, Events in order of `atMs` out. Never throws for any bytes: what throws
// inside is our fault, is caught per connection and said, and the connection is only counted from then on (Law 4).
import type { Event, SourceEnded } from '../event/index.js';
import type { Opened, WireEvent } from '../wire/index.js';
import type { CapturePolicy } from './capture-policy.js';
import { ConnectionDecoder, type FrameRecord, Outlet } from './connection/index.js';

export interface WireDecoderOptions {
  readonly capture: CapturePolicy;
  /** Every frame and HTTP/1.1 head, for whoever wants each; costs time, so absent by default. */
  readonly onFrame?: (frame: FrameRecord) => void;
}

/** Real captures have some dozen open at a time; a scan of ports has any number, and each costs memory. */
const maxOpenConnections = 20_000;

export class WireDecoder {
  readonly #options: WireDecoderOptions;
  readonly #outlet = new Outlet();
  readonly #connections = new Map<number, ConnectionDecoder>();
  /** Time of the last event: sources may not go back (D3), and if one does, time stands still. */
  #nowMs = 0;

  constructor(options: WireDecoderOptions) {
    this.#options = options;
  }

  feed(event: WireEvent): readonly Event[] {
    this.#moveTo(event.atMs);
    const timely = event.atMs < this.#nowMs ? { ...event, atMs: this.#nowMs } : event;
    try {
      this.#dispatch(timely);
    } catch (error) {
      this.#giveUp(timely, error);
    }
    return this.#outlet.take();
  }

  /** Time went on without bytes: what is merged or counted and due comes out. */
  advanceTo(atMs: number): readonly Event[] {
    this.#moveTo(atMs);
    for (const connection of this.#connections.values()) connection.advanceTo(this.#nowMs);
    return this.#outlet.take();
  }

  /** The source stopped. Nothing may be fed afterwards. */
  end(atMs: number, reason: SourceEnded['reason']): readonly Event[] {
    this.#moveTo(atMs);
    const nowMs = this.#nowMs;
    for (const [id, connection] of this.#connections) {
      try {
        connection.finish(nowMs);
      } catch (error) {
        this.#sayInternal(id, nowMs, error);
      }
    }
    this.#connections.clear();
    this.#outlet.emit({ kind: 'sourceEnded', connection: 0, atMs: nowMs, reason });
    return this.#outlet.take();
  }

  #moveTo(atMs: number): void {
    if (atMs > this.#nowMs) this.#nowMs = atMs;
    this.#outlet.advanceTo(this.#nowMs);
  }

  #dispatch(event: WireEvent): void {
    if (event.kind === 'opened') {
      this.#outlet.emit(event);
      this.#open(event);
      return;
    }
    const connection = this.#connections.get(event.connection);
    if (connection === undefined) {
      // Facts of no connection (a capture's own problems) or of one that is gone.
      if (event.kind !== 'bytes' && event.kind !== 'missing') this.#outlet.emit(event);
      return;
    }
    if (event.kind === 'bytes') connection.bytes(event);
    else if (event.kind === 'missing') connection.missing(event);
    else connection.fact(event);
    if (event.kind === 'closed') this.#connections.delete(event.connection);
  }

  #open(opened: Opened): void {
    const { connection, atMs } = opened;
    if (this.#connections.size >= maxOpenConnections) {
      const reason = `more than ${maxOpenConnections} connections are open`;
      for (const direction of ['toServer', 'toClient'] as const)
        this.#outlet.emit({ kind: 'wentDark', connection, atMs, direction, reason });
      return;
    }
    const { capture, onFrame = null } = this.#options;
    this.#connections.set(connection, new ConnectionDecoder(opened, { capture, onFrame, outlet: this.#outlet }));
  }

  #giveUp(event: WireEvent, error: unknown): void {
    const { connection, atMs } = event;
    this.#sayInternal(connection, atMs, error);
    const decoder = this.#connections.get(connection);
    for (const direction of ['toServer', 'toClient'] as const) decoder?.darken(direction, atMs, 'decoding failed');
    if (event.kind !== 'bytes' && event.kind !== 'missing') this.#outlet.emit(event);
    if (event.kind === 'closed') this.#connections.delete(connection);
  }

  #sayInternal(connection: number, atMs: number, error: unknown): void {
    const detail = error instanceof Error ? error.message : String(error);
    const problem = { kind: 'problem', code: 'decode/internal', direction: null, stream: null, detail } as const;
    this.#outlet.emit({ ...problem, connection, atMs });
  }
}
