// The quickest replies over time, to see the path change under a session. In: waits of light calls with their time. Out: one
// step, where all before it were quick and all after slow, or the reverse. Bounded: stretches are joined as they get many.

/** Long enough to hold several calls of a restore at a long round trip. */
const firstStretchMs = 5000;
const maxStretches = 128;
/** On each side of the step: three stretches of 5 s are no hiccup. */
const minStretchesPerSide = 3;
/** A step of less is queueing, or a busier server. */
const minFactor = 2;
const minStepMs = 20;

export interface ReplyStep {
  readonly atMs: number;
  readonly beforeMs: number;
  readonly afterMs: number;
}

interface Stretch {
  readonly startMs: number;
  quickestMs: number;
}

export class ReplyWatch {
  #stretchMs = firstStretchMs;
  #stretches: Stretch[] = [];

  note(atMs: number, waitMs: number): void {
    const startMs = Math.floor(atMs / this.#stretchMs) * this.#stretchMs;
    const last = this.#stretches.at(-1);
    if (last !== undefined && last.startMs >= startMs) {
      last.quickestMs = Math.min(last.quickestMs, waitMs);
      return;
    }
    this.#stretches.push({ startMs, quickestMs: waitMs });
    if (this.#stretches.length > maxStretches) this.#join();
  }

  get stretchCount(): number {
    return this.#stretches.length;
  }

  /** The first step; null when there is none. One pass: least and greatest of what follows, then of what went before. */
  step(): ReplyStep | null {
    const values = this.#stretches.map((stretch) => stretch.quickestMs);
    const leastFrom: number[] = [];
    const mostFrom: number[] = [];
    for (let at = values.length - 1; at >= 0; at--) {
      leastFrom[at] = Math.min(values[at]!, leastFrom[at + 1] ?? Infinity);
      mostFrom[at] = Math.max(values[at]!, mostFrom[at + 1] ?? 0);
    }
    let least = Infinity;
    let most = 0;
    for (let at = 0; at <= values.length - minStretchesPerSide; at++) {
      const isStepHere = isStep(most, leastFrom[at]!) || isStep(mostFrom[at]!, least);
      if (at >= minStretchesPerSide && isStepHere) {
        return { atMs: this.#stretches[at]!.startMs, beforeMs: least, afterMs: leastFrom[at]! };
      }
      least = Math.min(least, values[at]!);
      most = Math.max(most, values[at]!);
    }
    return null;
  }

  #join(): void {
    this.#stretchMs *= 2;
    const joined: Stretch[] = [];
    for (const { startMs, quickestMs } of this.#stretches) {
      const start = Math.floor(startMs / this.#stretchMs) * this.#stretchMs;
      const last = joined.at(-1);
      if (last !== undefined && last.startMs >= start) last.quickestMs = Math.min(last.quickestMs, quickestMs);
      else joined.push({ startMs: start, quickestMs });
    }
    this.#stretches = joined;
  }
}

const isStep = (lowMs: number, highMs: number): boolean => highMs >= lowMs * minFactor && highMs - lowMs >= minStepMs;
