// How many calls of one kind were open at a time. In: begin and end. Out: count, the most at a time, the time with one open,
// body bytes. Constant work per call.
import type { Call } from '../../pbs/index.js';

export class CallDepth {
  count = 0;
  maxOpen = 0;
  /** Time in which at least one was open. */
  busyMs = 0;
  /** Body bytes of requests and replies of those that ended. */
  bodyBytes = 0;
  #open = 0;
  #busySinceMs = 0;

  get openCount(): number {
    return this.#open;
  }

  begin(atMs: number): void {
    this.count += 1;
    if (this.#open === 0) this.#busySinceMs = atMs;
    this.#open += 1;
    this.maxOpen = Math.max(this.maxOpen, this.#open);
  }

  end(call: Call, atMs: number): void {
    if (this.#open === 0) return; // its beginning was not seen
    this.#open -= 1;
    this.bodyBytes += call.requestBytes + call.responseBytes;
    if (this.#open === 0) this.busyMs += Math.max(0, atMs - this.#busySinceMs);
  }
}
