// The longest time in which no byte of a body passed in one direction. In: times of bytes. Out: when it began, how long it was. Two numbers.
export interface Pause {
  readonly startMs: number;
  readonly durationMs: number;
}

export class PauseWatch {
  #lastMs: number | null = null;
  #longest: Pause | null = null;

  note(atMs: number): void {
    this.#longest = this.longestUntil(atMs);
    this.#lastMs = atMs;
  }

  /** With the one that still lasts; null: no byte passed. */
  longestUntil(atMs: number): Pause | null {
    const startMs = this.#lastMs;
    if (startMs === null) return null;
    const durationMs = atMs - startMs;
    return durationMs > (this.#longest?.durationMs ?? -1) ? { startMs, durationMs } : this.#longest;
  }
}
