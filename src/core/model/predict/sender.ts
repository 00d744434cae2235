// One direction of one connection: bodies leave in pieces, one after another, as line and windows let them. In: bodies with their
// pace. Out: a call when a body has left, with what it waited for. Knows no calls.
import type { EventQueue } from './event-queue.js';
import { CongestionWindow, FlowWindow, segmentBytes } from './windows.js';

export interface SenderOptions {
  readonly rttMs: number;
  /** Of the line; 0: none to speak of. */
  readonly msPerByte: number;
  readonly connectionWindowBytes: number | null;
  readonly streamWindowBytes: number | null;
  readonly hasSlowStart: boolean;
}

/** What a body lost to each kind of waiting. */
export interface Waits {
  connectionWindowMs: number;
  streamWindowMs: number;
  slowStartMs: number;
}

interface Body {
  leftBytes: number;
  /** Pace of its sender: ms for each byte. */
  readonly ownMsPerByte: number;
  readonly stream: FlowWindow | null;
  readonly waits: Waits;
  blockedSinceMs: number | null;
  blockedBy: keyof Waits;
  readonly onSent: (waits: Waits) => void;
}

/** Smaller pieces change no result by a percent and cost time. */
const maxPieceBytes = 1024 * 1024;
/** Of a window: so that it is given back while the rest is under way. */
const pieceOfWindow = 1 / 8;

export class Sender {
  readonly #queue: EventQueue;
  readonly #options: SenderOptions;
  readonly #connection: FlowWindow | null;
  readonly #congestion: CongestionWindow | null;
  readonly #maxPieceBytes: number;
  readonly #minPieceBytes: number;
  readonly #bodies: Body[] = [];
  #isBusy = false;

  constructor(queue: EventQueue, options: SenderOptions) {
    this.#queue = queue;
    this.#options = options;
    const { connectionWindowBytes, streamWindowBytes } = options;
    this.#connection = connectionWindowBytes === null ? null : new FlowWindow(connectionWindowBytes);
    this.#congestion = options.hasSlowStart ? new CongestionWindow(options.rttMs) : null;
    const windowBytes = Math.min(connectionWindowBytes ?? Infinity, streamWindowBytes ?? Infinity);
    this.#maxPieceBytes = Math.ceil(Math.min(maxPieceBytes, windowBytes * pieceOfWindow));
    this.#minPieceBytes = Math.min(segmentBytes, this.#maxPieceBytes);
  }

  send(bytes: number, ownMs: number, onSent: (waits: Waits) => void): void {
    const { streamWindowBytes } = this.#options;
    this.#bodies.push({
      leftBytes: bytes,
      ownMsPerByte: ownMs / bytes,
      stream: streamWindowBytes === null || streamWindowBytes >= bytes ? null : new FlowWindow(streamWindowBytes),
      waits: { connectionWindowMs: 0, streamWindowMs: 0, slowStartMs: 0 },
      blockedSinceMs: null,
      blockedBy: 'slowStartMs',
      onSent,
    });
    this.#pump();
  }

  /** The first body that may go on does; one without room lets the next ones by, as HTTP/2 does. */
  #pump(): void {
    if (this.#isBusy) return;
    for (const [place, body] of this.#bodies.entries()) {
      const bytes = this.#pieceOf(body);
      if (bytes > 0) {
        this.#sendPiece(body, place, bytes);
        return;
      }
      if (body.blockedBy !== 'streamWindowMs') return; // what holds this one back holds all
    }
  }

  #pieceOf(body: Body): number {
    const wanted = Math.min(body.leftBytes, this.#maxPieceBytes);
    const rooms = [
      ['slowStartMs', this.#congestion?.roomBytes(this.#queue.nowMs) ?? Infinity],
      ['connectionWindowMs', this.#connection?.roomBytes ?? Infinity],
      ['streamWindowMs', body.stream?.roomBytes ?? Infinity],
    ] as const;
    let piece = wanted;
    let tightest: keyof Waits = 'slowStartMs';
    for (const [name, room] of rooms) {
      if (room >= piece) continue;
      piece = room;
      tightest = name;
    }
    // Crumbs are worth waiting for.
    if (piece >= Math.min(wanted, this.#minPieceBytes)) return piece;
    body.blockedSinceMs ??= this.#queue.nowMs;
    body.blockedBy = tightest;
    return 0;
  }

  #sendPiece(body: Body, place: number, bytes: number): void {
    const queue = this.#queue;
    if (body.blockedSinceMs !== null) body.waits[body.blockedBy] += queue.nowMs - body.blockedSinceMs;
    body.blockedSinceMs = null;
    body.leftBytes -= bytes;
    this.#connection?.noteSent(bytes);
    body.stream?.noteSent(bytes);
    this.#congestion?.noteSent(bytes, queue.nowMs);
    this.#isBusy = true;
    queue.at(queue.nowMs + bytes * Math.max(this.#options.msPerByte, body.ownMsPerByte), () => {
      this.#isBusy = false;
      this.#expectBack(body, bytes);
      if (body.leftBytes <= 0) {
        this.#bodies.splice(this.#bodies[place] === body ? place : this.#bodies.indexOf(body), 1);
        body.onSent(body.waits);
      }
      this.#pump();
    });
  }

  #expectBack(body: Body, bytes: number): void {
    if (this.#connection === null && body.stream === null && this.#congestion === null) return;
    this.#queue.at(this.#queue.nowMs + this.#options.rttMs, () => {
      this.#connection?.noteBack(bytes);
      body.stream?.noteBack(bytes);
      this.#congestion?.noteAcknowledged(bytes);
      this.#pump();
    });
  }
}
