// A box that lets a client have so many requests a second, or so many connections, answers 429 to the rest: that says nothing about the
// request. In: a try, which is made again after a pause. Out: its last result; and how often it was refused, which is a finding of its own.
import { type Exchanged, headerOf } from '../wire/index.js';

const tooManyRequests = 429;
const maxRetryCount = 4;
/** Limits are counted by the second, most of them. */
const defaultPauseMs = 2000;
/** A box that asks for more patience than this is not waited for. */
const maxPauseMs = 5000;

export const isThrottled = (exchanged: Exchanged): boolean =>
  exchanged.kind === 'reply' && exchanged.status === tooManyRequests;

export class Throttle {
  /** Answers 429. */
  refusedCount = 0;
  requestCount = 0;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** `exchangedOf`: null where nothing was answered. */
  async through<T>(attempt: () => Promise<T>, exchangedOf: (result: T) => Exchanged | null): Promise<T> {
    this.requestCount += 1;
    for (let retryCount = 0; ; retryCount += 1) {
      const result = await attempt();
      const exchanged = exchangedOf(result);
      if (exchanged === null || !isThrottled(exchanged)) return result;
      this.refusedCount += 1;
      if (retryCount === maxRetryCount || this.#signal.aborted) return result;
      await new Promise((resolve) => setTimeout(resolve, pauseOf(exchanged)));
    }
  }
}

function pauseOf(exchanged: Exchanged): number {
  const seconds = exchanged.kind === 'reply' ? Number(headerOf(exchanged.headers, 'retry-after') ?? Number.NaN) : 0;
  return seconds > 0 ? Math.min(seconds * 1000, maxPauseMs) : defaultPauseMs;
}
