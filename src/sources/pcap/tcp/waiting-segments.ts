// In: segments that acknowledge bytes of the peer which are still to come: the capture mixed the two directions. Out: the same
// segments, once what they answer has been handed on, so that a reply never comes before its request. Bounded.
import type { Segment } from './segment.js';

export interface WaitingSegment {
  readonly isFromClient: boolean;
  readonly segment: Segment;
}

/** Holes that were acknowledged are given up after some packets, so few ever wait; a hostile capture could hold many. */
const maxWaitingCount = 256;

export class WaitingSegments {
  #waiting: WaitingSegment[] = [];
  #heldBytes = 0;

  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Keeps a copy; false when there are too many. */
  hold(isFromClient: boolean, segment: Segment): boolean {
    if (this.#waiting.length >= maxWaitingCount) return false;
    this.#waiting.push({ isFromClient, segment: { ...segment, payload: segment.payload.slice() } });
    this.#heldBytes += segment.payload.length;
    return true;
  }

  /** The first that waits no longer, taken out; null when there is none. */
  take(isReady: (waiting: WaitingSegment) => boolean): WaitingSegment | null {
    const index = this.#waiting.length === 0 ? -1 : this.#waiting.findIndex(isReady);
    const [taken = null] = index < 0 ? [] : this.#waiting.splice(index, 1);
    this.#heldBytes -= taken?.segment.payload.length ?? 0;
    return taken;
  }
}
