// How many calls of one kind were open at a time. In: begin and end. Out: count, the most at a time, body bytes,
// the time that was waited for replies. Constant work per call.
import type { Call } from '../../pbs/index.js';

export class CallDepth {
  count = 0;
  maxOpen = 0;
  /** Body bytes of requests and replies of those that ended. */
  bodyBytes = 0;
  /** From the end of the request to the reply's first byte, of each that was answered: for calls one at a time, what waiting cost. */
  waitMs = 0;
  #open = 0;

  get openCount(): number {
    return this.#open;
  }

  begin(): void {
    this.count += 1;
    this.#open += 1;
    this.maxOpen = Math.max(this.maxOpen, this.#open);
  }

  end(call: Call): void {
    if (this.#open === 0) return; // its beginning was not seen
    this.#open -= 1;
    this.bodyBytes += call.requestBytes + call.responseBytes;
    const { requestEndAtMs, responseFirstAtMs } = call;
    if (requestEndAtMs !== null && responseFirstAtMs !== null)
      this.waitMs += Math.max(0, responseFirstAtMs - requestEndAtMs);
  }
}
