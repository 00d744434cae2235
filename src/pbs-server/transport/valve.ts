// One direction of a steered connection: open, shut for a time, or narrowed to a rate. In: orders, and how much has passed.
// Out: when and how much may pass next.
import { performance } from 'node:perf_hooks';
import { pause } from './pause.js';

/** A narrowed direction passes this much of a second at a time: a steady plateau, not one burst a second. */
const sliceOfSecond = 0.05;

export class Valve {
  readonly #signal: AbortSignal;
  #bytesPerSec: number | null = null;
  #opensAtMs = 0;

  /** `signal`: the connection's end, when nobody waits any more. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  get isOpen(): boolean {
    return this.#signal.aborted || performance.now() >= this.#opensAtMs;
  }

  /** How much may pass at once while it is open. */
  get portionBytes(): number {
    return this.#bytesPerSec === null
      ? Number.POSITIVE_INFINITY
      : Math.max(1, Math.round(this.#bytesPerSec * sliceOfSecond));
  }

  shut(durationMs: number): void {
    this.#opensAtMs = Math.max(this.#opensAtMs, performance.now() + durationMs);
  }

  narrow(bytesPerSec: number): void {
    this.#bytesPerSec = bytesPerSec;
  }

  passed(bytes: number): void {
    if (this.#bytesPerSec === null) return;
    this.#opensAtMs = Math.max(this.#opensAtMs, performance.now()) + (bytes * 1000) / this.#bytesPerSec;
  }

  async whenOpen(): Promise<void> {
    while (!this.isOpen) await pause(this.#opensAtMs - performance.now(), this.#signal);
  }
}
