// One direction of a line with all its connections, in virtual time: one bottleneck that serves them in turn, piece by piece, at the
// line's rate; then the delay. In: the time, never backwards. Out: pieces on their lanes, with the time when each is due. Pure.
import { Lane, type Parcel } from './lane.js';
import type { LinkOptions } from './line-options.js';

export class Link {
  readonly #options: LinkOptions;
  readonly #random: () => number;
  /** In the order in which they are served; who was served goes to the end. */
  readonly #lanes: Lane[] = [];
  #freeAtMs = Number.NEGATIVE_INFINITY;
  #lastArrivalMs = Number.NEGATIVE_INFINITY;

  constructor(options: LinkOptions, random: () => number) {
    this.#options = options;
    this.#random = random;
  }

  open(): Lane {
    const lane = new Lane(this.#options, this.#random);
    this.#lanes.push(lane);
    return lane;
  }

  close(lane: Lane): void {
    const at = this.#lanes.indexOf(lane);
    if (at >= 0) this.#lanes.splice(at, 1);
    lane.cut();
  }

  /** When the bottleneck takes the next piece; Infinity when nothing waits or may leave. */
  get nextStartMs(): number {
    const lane = this.#nextLane();
    return lane === undefined ? Number.POSITIVE_INFINITY : Math.max(this.#freeAtMs, lane.readyAtMs);
  }

  /** Everything that leaves by `nowMs` is on its way afterwards, however late the call comes. */
  advance(nowMs: number): void {
    for (let lane = this.#nextLane(); lane !== undefined; lane = this.#nextLane()) {
      const startMs = Math.max(this.#freeAtMs, lane.readyAtMs);
      if (startMs > nowMs) return;
      this.#serve(lane, startMs);
    }
  }

  /** When what leaves now and waits for nothing arrives: the time of a reset. */
  arrivalOfNothing(nowMs: number): number {
    return nowMs + this.#options.delayMs + this.#options.jitterMs * this.#random();
  }

  /** The lane that can leave first; of those that can at once, the one that waits longest for its turn. */
  #nextLane(): Lane | undefined {
    let next: Lane | undefined;
    let nextMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes) {
      const startMs = Math.max(this.#freeAtMs, lane.readyAtMs);
      if (startMs < nextMs) {
        next = lane;
        nextMs = startMs;
      }
    }
    return next;
  }

  #serve(lane: Lane, startMs: number): void {
    const { parcel, repairMs } = lane.depart(startMs);
    const serviceMs = sizeOf(parcel) / this.#options.bytesPerMs;
    this.#freeAtMs = startMs + serviceMs;
    // Jitter may let pieces catch up with each other, but not pass, nor come faster than the line is.
    this.#lastArrivalMs = Math.max(
      this.arrivalOfNothing(this.#freeAtMs),
      this.#lastArrivalMs + (this.#options.jitterMs > 0 ? serviceMs : 0),
    );
    lane.travel(parcel, this.#lastArrivalMs + repairMs);
    if (this.#lanes.length > 1) {
      this.#lanes.splice(this.#lanes.indexOf(lane), 1);
      this.#lanes.push(lane);
    }
  }
}

const sizeOf = (parcel: Parcel): number => parcel?.length ?? 0;
