// In: the times at which data went by, either way. Out: stretches with data and silences between them, the longest of each.

/** Shorter silences are a server at work or a round trip; product terms call a second without bytes idle. */
export const idleAfterMs = 1000;

export class Activity {
  #burstFromMs: number | null = null;
  #lastAtMs = 0;
  #burstCount = 0;
  #burstTotalMs = 0;
  #longestBurstMs = 0;
  #idleCount = 0;
  #idleTotalMs = 0;
  #longestIdleMs = 0;
  #longestIdleAtMs: number | null = null;

  /** True when these bytes broke a silence. */
  noteData(atMs: number): boolean {
    const didBreakSilence = this.#burstFromMs !== null && atMs - this.#lastAtMs >= idleAfterMs;
    if (didBreakSilence) {
      this.#endBurst();
      this.#noteIdle(atMs);
    }
    if (this.#burstFromMs === null || didBreakSilence) {
      this.#burstFromMs = atMs;
      this.#burstCount += 1;
    }
    this.#lastAtMs = atMs;
    return didBreakSilence;
  }

  /** The connection is over, or the capture: a silence up to here is one too. */
  end(atMs: number): void {
    if (this.#burstFromMs === null) return;
    this.#endBurst();
    if (atMs - this.#lastAtMs >= idleAfterMs) this.#noteIdle(atMs);
    this.#burstFromMs = this.#lastAtMs = Math.max(atMs, this.#lastAtMs);
  }

  get bursts(): { readonly count: number; readonly longestMs: number; readonly totalMs: number } {
    return { count: this.#burstCount, longestMs: this.#longestBurstMs, totalMs: this.#burstTotalMs };
  }

  get idle(): {
    readonly count: number;
    readonly totalMs: number;
    readonly longestMs: number;
    readonly longestAtMs: number | null;
  } {
    return {
      count: this.#idleCount,
      totalMs: this.#idleTotalMs,
      longestMs: this.#longestIdleMs,
      longestAtMs: this.#longestIdleAtMs,
    };
  }

  #endBurst(): void {
    const burstMs = this.#lastAtMs - (this.#burstFromMs ?? this.#lastAtMs);
    this.#burstTotalMs += burstMs;
    this.#longestBurstMs = Math.max(this.#longestBurstMs, burstMs);
  }

  #noteIdle(atMs: number): void {
    const idleMs = atMs - this.#lastAtMs;
    this.#idleCount += 1;
    this.#idleTotalMs += idleMs;
    if (idleMs <= this.#longestIdleMs) return;
    this.#longestIdleMs = idleMs;
    this.#longestIdleAtMs = this.#lastAtMs;
  }
}
