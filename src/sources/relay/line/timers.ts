// The real surroundings of a line: the relay's clock, chance, and timers that are exact to a fraction of a ms where that counts.
import type { LineSurroundings } from './drive.js';

/** Node's timers tick in whole ms. */
const tickMs = 1;

export const realSurroundings = (nowMs: () => number): LineSurroundings => ({
  nowMs,
  random: Math.random,
  after(waitMs, call) {
    if (waitMs < tickMs) {
      // For less than a tick the event loop is gone round, sockets and all: never longer than that.
      const turn = setImmediate(call);
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(call, Math.trunc(waitMs));
    return () => clearTimeout(timer);
  },
});
