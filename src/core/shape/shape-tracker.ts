// In: the shape facts of a capture and its WireEvents, of any number of connections. Out: the shapes of those that could not be
// decrypted. Bounded: a connection that could is forgotten at its first bytes, a sealed one becomes a small value.
import type { ShapeFact, WireEvent } from '../wire/index.js';
import { ConnectionTracker } from './connection-tracker.js';
import type { ConnectionShape } from './shape.js';

/** Open at once; each takes up to 8 KiB. */
const maxOpenCount = 4096;
/** Shapes kept: 1 KiB each, and nobody reads more. */
const maxShapeCount = 2000;

export interface ShapeOptions {
  /** Size of what was backed up, for the dedup estimate; null where the operator did not say. */
  readonly logicalBytes: number | null;
}

export class ShapeTracker {
  readonly #options: ShapeOptions;
  readonly #open = new Map<number, ConnectionTracker>();
  readonly #shapes: ConnectionShape[] = [];
  #droppedCount = 0;

  constructor(options: ShapeOptions) {
    this.#options = options;
  }

  /** Sealed connections whose shape was let go for want of room. */
  get droppedCount(): number {
    return this.#droppedCount;
  }

  noteFact(fact: ShapeFact): void {
    const tracker = this.#open.get(fact.connection);
    if (fact.kind === 'segment') tracker?.noteSegment(fact);
    else tracker?.noteRecord(fact);
  }

  noteWire(event: WireEvent): void {
    if (event.kind === 'opened') this.#begin(event.connection);
    const tracker = this.#open.get(event.connection);
    tracker?.noteWire(event);
    if (event.kind === 'bytes' && tracker?.isDecrypted === true) this.#open.delete(event.connection);
    if (event.kind === 'closed') this.#finish(event.connection);
  }

  /** The capture is over: what is still open is told as it stands. In the order of the connections. */
  end(): readonly ConnectionShape[] {
    for (const connection of [...this.#open.keys()]) this.#finish(connection);
    return this.#shapes.sort((one, other) => one.connection - other.connection);
  }

  #begin(connection: number): void {
    const oldest = this.#open.keys().next().value;
    if (this.#open.size >= maxOpenCount && oldest !== undefined) this.#finish(oldest);
    this.#open.set(connection, new ConnectionTracker(connection));
  }

  #finish(connection: number): void {
    const tracker = this.#open.get(connection);
    this.#open.delete(connection);
    if (tracker?.isSealed !== true) return;
    if (this.#shapes.length < maxShapeCount) this.#shapes.push(tracker.finish(this.#options.logicalBytes));
    else this.#droppedCount += 1;
  }
}
