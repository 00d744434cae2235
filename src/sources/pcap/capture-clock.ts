// In: the time stamps of packets. Out: milliseconds since the first, never decreasing (D3), and how often and how far the
// capture's own clock stepped back.
import type { CaptureTime } from './container/index.js';

export class CaptureClock {
  #start: CaptureTime | null = null;
  #atMs = 0;
  #backwardStepCount = 0;
  #largestBackwardStepMs = 0;

  get atMs(): number {
    return this.#atMs;
  }

  get startedAtUnixMs(): number | null {
    return this.#start === null ? null : this.#start.seconds * 1000 + this.#start.fractionMs;
  }

  get backwardStepCount(): number {
    return this.#backwardStepCount;
  }

  get largestBackwardStepMs(): number {
    return this.#largestBackwardStepMs;
  }

  /** A packet without a time has that of the one before it. */
  read(time: CaptureTime | null): number {
    if (time === null) {
      this.#start ??= { seconds: 0, fractionMs: 0 };
      return this.#atMs;
    }
    this.#start ??= time;
    const elapsedMs = (time.seconds - this.#start.seconds) * 1000 + (time.fractionMs - this.#start.fractionMs);
    // Whole nanoseconds: what is below is the noise of doubles.
    const atMs = Math.round(elapsedMs * 1e6) / 1e6;
    if (atMs < this.#atMs) {
      this.#backwardStepCount += 1;
      this.#largestBackwardStepMs = Math.max(this.#largestBackwardStepMs, this.#atMs - atMs);
    } else this.#atMs = atMs;
    return this.#atMs;
  }
}
