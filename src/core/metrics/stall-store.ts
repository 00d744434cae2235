// When flow-control windows held a sender up (D11). In: windowStall Events, streams and connections that end. Out: stretches of a
// range: one for the window of the connection, one while any stream's own is used up. Bounded; what fell out is counted.
import type { WindowStall } from '../event/index.js';
import type { Direction } from '../wire/index.js';

/** A stall a second for hours; older ones are below what a screen can show. */
const maxStalls = 20_000;
/** No peer opens more streams at a time; beyond it a stream's window is not followed. */
const maxStreams = 4096;

export interface Stall {
  readonly connection: number;
  readonly session: number | null;
  /** Of the DATA that waits. */
  readonly direction: Direction;
  readonly scope: 'connection' | 'stream';
  readonly fromMs: number;
  /** Null: it lasts. */
  readonly toMs: number | null;
}

export interface StallQuery {
  readonly session?: number;
  readonly fromMs?: number;
  readonly toMs?: number;
}

type OpenStall = { -readonly [name in keyof Stall]: Stall[name] };

interface Side {
  connectionStall: OpenStall | null;
  streamStall: OpenStall | null;
  readonly shutStreams: Set<number>;
}

const createSide = (): Side => ({ connectionStall: null, streamStall: null, shutStreams: new Set() });

export class StallStore {
  readonly #stalls: OpenStall[] = [];
  readonly #connections = new Map<number, Record<Direction, Side>>();
  droppedCount = 0;

  note(event: WindowStall, session: number | null): void {
    const side = this.#sideOf(event.connection, event.direction);
    if (event.stream === 0) {
      if (event.isStalled) side.connectionStall ??= this.#begin(event, session, 'connection');
      else side.connectionStall = end(side.connectionStall, event.atMs);
    } else if (!event.isStalled) this.#openStream(side, event.stream, event.atMs);
    else if (side.shutStreams.size < maxStreams) {
      side.shutStreams.add(event.stream);
      side.streamStall ??= this.#begin(event, session, 'stream');
    }
  }

  /** The stream is over: its window holds nobody up any more. */
  forgetStream(connection: number, stream: number, atMs: number): void {
    const sides = this.#connections.get(connection);
    if (sides === undefined) return;
    this.#openStream(sides.toServer, stream, atMs);
    this.#openStream(sides.toClient, stream, atMs);
  }

  closeConnection(connection: number, atMs: number): void {
    const sides = this.#connections.get(connection);
    if (sides === undefined) return;
    for (const side of [sides.toServer, sides.toClient]) {
      end(side.connectionStall, atMs);
      end(side.streamStall, atMs);
    }
    this.#connections.delete(connection);
  }

  /** Oldest first; those that touch the range. */
  stalls({ session, fromMs = -Infinity, toMs = Infinity }: StallQuery): Stall[] {
    return this.#stalls
      .filter((stall) => session === undefined || stall.session === session)
      .filter((stall) => stall.fromMs <= toMs && (stall.toMs ?? Infinity) >= fromMs)
      .map((stall) => ({ ...stall }));
  }

  #openStream(side: Side, stream: number, atMs: number): void {
    if (!side.shutStreams.delete(stream) || side.shutStreams.size > 0) return;
    side.streamStall = end(side.streamStall, atMs);
  }

  #begin({ connection, direction, atMs }: WindowStall, session: number | null, scope: Stall['scope']): OpenStall {
    const stall: OpenStall = { connection, session, direction, scope, fromMs: atMs, toMs: null };
    this.#stalls.push(stall);
    if (this.#stalls.length > maxStalls) {
      this.#stalls.splice(0, 1);
      this.droppedCount += 1;
    }
    return stall;
  }

  #sideOf(connection: number, direction: Direction): Side {
    const known = this.#connections.get(connection);
    if (known !== undefined) return known[direction];
    const created = { toServer: createSide(), toClient: createSide() };
    this.#connections.set(connection, created);
    return created[direction];
  }
}

function end(stall: OpenStall | null, atMs: number): null {
  if (stall !== null) stall.toMs = atMs;
  return null;
}
