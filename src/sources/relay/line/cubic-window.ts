// The congestion window of a TCP sender under loss, as CUBIC has it: cut by a loss, grown back over time, opened from one segment after
// a timeout. In: times of losses. Out: the window at a time, in segments. A model: growth follows time, not each ACK. RFC 9438.

/** RFC 9438 4.6, 4.1.2 and 5: how much of the window a loss leaves; the growth in segments per s³. */
const keptShare = 0.7;
const growth = 0.4;
/** RFC 9438 4.3: segments a round trip with which Reno's average is met. */
const renoSlope = (3 * (1 - keptShare)) / (1 + keptShare);
/** RFC 9438 4.6: smaller than this no cut makes it. */
const minSegments = 2;

export interface CubicOptions {
  readonly roundTripMs: number;
  /** The line's own bound: more is of no use. The window begins with it, so that a line of little loss is like one of none. */
  readonly maxSegments: number;
}

export class CubicWindow {
  readonly #roundTripMs: number;
  readonly #maxSegments: number;
  /** When the avoidance phase began; the window was `#startSegments` then, and `#lastMaxSegments` before the cut. */
  #epochMs = Number.NEGATIVE_INFINITY;
  #startSegments: number;
  #lastMaxSegments: number;
  /** Slow start from one segment began then; it ends with the epoch. */
  #slowStartMs = Number.NEGATIVE_INFINITY;
  #cutUntilMs = Number.NEGATIVE_INFINITY;

  constructor({ roundTripMs, maxSegments }: CubicOptions) {
    this.#roundTripMs = roundTripMs;
    this.#maxSegments = Math.max(minSegments, maxSegments);
    this.#startSegments = this.#maxSegments;
    this.#lastMaxSegments = this.#maxSegments;
  }

  segmentsAt(atMs: number): number {
    if (this.#epochMs === Number.NEGATIVE_INFINITY) return this.#maxSegments;
    if (atMs < this.#epochMs) return 2 ** (Math.max(0, atMs - this.#slowStartMs) / this.#roundTripMs);
    const sinceMs = atMs - this.#epochMs;
    return Math.min(this.#maxSegments, Math.max(this.#cubic(sinceMs), this.#reno(sinceMs)));
  }

  /** A loss that the next acknowledgements tell of. Those of the same window are one (RFC 9438 4.6). */
  cut(atMs: number): void {
    if (atMs < this.#cutUntilMs) return;
    this.#noteLoss(atMs);
    this.#epochMs = atMs;
  }

  /** A loss that only the timer tells of: one segment, then slow start up to what a cut would have left (RFC 9438 4.8). */
  collapse(atMs: number): void {
    this.#noteLoss(atMs);
    this.#slowStartMs = atMs;
    this.#epochMs = atMs + this.#roundTripMs * Math.log2(this.#startSegments);
  }

  #noteLoss(atMs: number): void {
    const segments = this.segmentsAt(atMs);
    // Fast convergence (RFC 9438 4.7): who did not get back to the last maximum aims lower.
    this.#lastMaxSegments = segments < this.#lastMaxSegments ? (segments * (1 + keptShare)) / 2 : segments;
    this.#startSegments = Math.max(minSegments, segments * keptShare);
    this.#cutUntilMs = atMs + this.#roundTripMs;
  }

  #cubic(sinceMs: number): number {
    const risen = Math.max(0, this.#lastMaxSegments - this.#startSegments);
    const backAfterSec = Math.cbrt(risen / growth);
    return growth * (sinceMs / 1000 - backAfterSec) ** 3 + this.#startSegments + risen;
  }

  #reno(sinceMs: number): number {
    const trips = sinceMs / this.#roundTripMs;
    const tripsBack = Math.max(0, this.#lastMaxSegments - this.#startSegments) / renoSlope;
    return trips <= tripsBack ? this.#startSegments + renoSlope * trips : this.#lastMaxSegments + (trips - tripsBack);
  }
}
