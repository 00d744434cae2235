// One connection's part of one direction of a line, in virtual time: what waits before the bottleneck, what is on the way behind it. In:
// bytes with their times. Out: the same, in order, each when it is due. Holds no timer and knows no clock. Pure.
import { Fifo } from './fifo.js';
import { type LinkOptions, unreadWindowBytes } from './line-options.js';
import { TcpSender } from './tcp-sender.js';

/** Null is the end of the stream. */
export type Parcel = Buffer | null;

interface Waiting {
  readonly parcel: Parcel;
  readonly sinceMs: number;
}

interface Travelling {
  readonly parcel: Parcel;
  readonly dueMs: number;
}

export class Lane {
  readonly #options: LinkOptions;
  readonly #sender: TcpSender | null;
  readonly #waiting = new Fifo<Waiting>();
  readonly #travelling = new Fifo<Travelling>();
  #waitingBytes = 0;
  #travellingBytes = 0;
  #lastDueMs = Number.NEGATIVE_INFINITY;
  /** While the far end does not take what has arrived: how much it lets travel all the same. */
  #heldLimitBytes = Number.POSITIVE_INFINITY;
  /** When the receiver's window last opened: nothing left before. */
  #openSinceMs = Number.NEGATIVE_INFINITY;

  constructor(options: LinkOptions, random: () => number) {
    this.#options = options;
    const { lossShare, roundTripMs, queueBytes, bytesPerMs, windowBytes } = options;
    const maxWindowBytes = Number.isFinite(bytesPerMs) ? bytesPerMs * roundTripMs + queueBytes : windowBytes;
    this.#sender = lossShare === 0 ? null : new TcpSender({ lossShare, roundTripMs, maxWindowBytes }, random);
  }

  /** How many bytes more may be pushed. */
  get roomBytes(): number {
    return Math.max(0, this.#options.queueBytes - this.#waitingBytes);
  }

  get isHalfFree(): boolean {
    return this.#waitingBytes * 2 <= this.#options.queueBytes;
  }

  get travellingBytes(): number {
    return this.#travellingBytes;
  }

  get isBacklogged(): boolean {
    return this.#waitingBytes > 0;
  }

  /** When the next piece can leave, if the bottleneck is free; Infinity when there is none. */
  get readyAtMs(): number {
    const next = this.#waiting.first;
    if (next === undefined) return Number.POSITIVE_INFINITY;
    if (next.parcel !== null && this.#isWindowClosed) return Number.POSITIVE_INFINITY;
    return Math.max(next.sinceMs, this.#openSinceMs, this.#sender?.leaveAtMs ?? 0);
  }

  /** When the next parcel arrives; Infinity when none is on the way. */
  get dueAtMs(): number {
    return this.#travelling.first?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  push(parcel: Parcel, nowMs: number): void {
    this.#waiting.push({ parcel, sinceMs: nowMs });
    this.#waitingBytes += parcel?.length ?? 0;
  }

  /** The next piece leaves at `startMs`; the first of what waits, or as much of it as may go at once. */
  depart(startMs: number): { readonly parcel: Parcel; readonly repairMs: number } {
    const next = this.#waiting.first;
    if (next === undefined) throw new Error('nothing waits on this lane');
    if (next.parcel === null) {
      this.#waiting.shift();
      return { parcel: null, repairMs: 0 };
    }
    const limit = Math.min(this.#options.pieceBytes, this.#sender?.limitBytes(startMs) ?? Number.POSITIVE_INFINITY);
    const parcel = next.parcel.length <= limit ? next.parcel : next.parcel.subarray(0, limit);
    if (parcel === next.parcel) this.#waiting.shift();
    else this.#waiting.replaceFirst({ parcel: next.parcel.subarray(limit), sinceMs: next.sinceMs });
    this.#waitingBytes -= parcel.length;
    this.#travellingBytes += parcel.length;
    return { parcel, repairMs: this.#sender?.send(parcel.length, startMs, this.#waitingBytes) ?? 0 };
  }

  /** A piece that has left will be there then; behind those before it, as a TCP receiver hands it on. */
  travel(parcel: Parcel, arrivalMs: number): void {
    this.#lastDueMs = Math.max(this.#lastDueMs, arrivalMs);
    this.#travelling.push({ parcel, dueMs: this.#lastDueMs });
  }

  /** Taken off the line at `nowMs`: the first parcel, if it has arrived by `untilMs`; undefined when none has. */
  arrive(untilMs: number, nowMs: number): Parcel | undefined {
    const first = this.#travelling.first;
    if (first === undefined || first.dueMs > untilMs) return undefined;
    this.#travelling.shift();
    if (this.#isWindowClosed) this.#openSinceMs = nowMs;
    this.#travellingBytes -= first.parcel?.length ?? 0;
    return first.parcel;
  }

  /** The far end stops reading: what is on its way it must take, and as much more as its window is. */
  hold(): void {
    this.#heldLimitBytes = this.#travellingBytes + unreadWindowBytes;
  }

  /** It reads again. */
  release(nowMs: number): void {
    if (this.#isWindowClosed) this.#openSinceMs = nowMs;
    this.#heldLimitBytes = Number.POSITIVE_INFINITY;
  }

  /** A reset leaves now: what waits is lost. Returns when it is there, behind what is on the way. */
  reset(arrivalMs: number): number {
    this.#waiting.clear();
    this.#waitingBytes = 0;
    return Math.max(this.#lastDueMs, arrivalMs);
  }

  get #isWindowClosed(): boolean {
    return this.#travellingBytes >= Math.min(this.#options.windowBytes, this.#heldLimitBytes);
  }

  cut(): void {
    this.#waiting.clear();
    this.#travelling.clear();
    this.#waitingBytes = 0;
    this.#travellingBytes = 0;
  }
}
