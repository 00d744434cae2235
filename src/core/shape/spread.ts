// In: positive numbers. Out: their count, sum, largest and median within some 5 %. A kilobyte for any number of them: HDR
// histograms take tens of that, which thousands of connections at once cannot have.

/** Steps of a doubling: half a step is 4.4 %. */
const stepsPerDoubling = 8;
/** From 0.001 (a microsecond in ms) up to 2^30 times as much: above a terabyte, or a fortnight. */
const smallest = 0.001;
const stepCount = stepsPerDoubling * 50;

export class Spread {
  #counts: Uint32Array | null = null;
  #count = 0;
  #sum = 0;
  #largest = 0;

  get count(): number {
    return this.#count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Null before the first number. */
  get largest(): number | null {
    return this.#count === 0 ? null : this.#largest;
  }

  add(value: number): void {
    this.#counts ??= new Uint32Array(stepCount);
    const step = Math.round(Math.log2(Math.max(value, smallest) / smallest) * stepsPerDoubling);
    this.#counts[Math.min(stepCount - 1, step)]! += 1;
    this.#count += 1;
    this.#sum += value;
    this.#largest = Math.max(this.#largest, value);
  }

  /** Null before the first number. */
  median(): number | null {
    let left = this.#count / 2;
    for (const [step, count] of (this.#counts ?? []).entries()) {
      left -= count;
      if (left <= 0 && count > 0) return Math.min(this.#largest, smallest * 2 ** (step / stepsPerDoubling));
    }
    return null;
  }
}
