// The durations of one second, in order. In: durations. Out: percentiles by nearest rank. Small on purpose.

/** Beyond this the second's percentiles stand on its first durations. */
const maxDurations = 4096;

export class DurationSample {
  readonly #sorted: number[] = [];

  add(durationMs: number): void {
    if (this.#sorted.length >= maxDurations) return;
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]! <= durationMs) low = middle + 1;
      else high = middle;
    }
    this.#sorted.splice(low, 0, durationMs);
  }

  percentileMs(percentile: number): number | null {
    const rank = Math.ceil((percentile / 100) * this.#sorted.length);
    return this.#sorted[Math.max(0, rank - 1)] ?? null;
  }
}
