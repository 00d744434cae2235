// What the other checks met on their way: a box that refuses requests of one client beyond a number. One backup may fit into it,
// several at a time may not. It sends nothing itself, and is the last to be asked.
import { type Check, pass, skip, warn } from '../check.js';

export const clientLimitCheck: Check = {
  id: 'client-limit',
  title: 'A client may have as many requests as it asks for.',
  sends: 'nothing more: it counts what the other checks were refused',
  depth: 'none',
  phase: 'end',
  async run({ throttle: { requestCount, refusedCount } }) {
    if (requestCount === 0) return skip('Nothing was asked.');
    if (refusedCount === 0) return pass(`None of ${requestCount} requests was answered with 429.`);
    return warn(`429 was answered ${refusedCount} times to ${requestCount} requests; each was tried again.`, {
      findings: ['client-limit'],
      remedy: 'client-limit',
    });
  },
};
