// Age: a session that is never silent, for as long as --age-max. A box that cuts it has a limit of age.
import { type Check, fail, pass, skip, unknown } from '../check.js';

export const ageCheck: Check = {
  id: 'age',
  title: 'A busy session is not cut at some age.',
  sends: 'a session with a PING each second, up to --age-max',
  depth: 'token',
  phase: 'waits',
  async run(probe) {
    const busy = await probe.busySession();
    if (busy === null)
      return skip(
        probe.depth === 'token'
          ? 'PBS has one benchmark session at a time: a second one needs --snapshot.'
          : 'There is no tunnel.',
      );
    const held = await busy.over;
    const ageSec = Math.round((busy.cutAgeMs ?? performance.now() - busy.openedAtMs) / 1000);
    if (held === 'interrupted') return unknown(`Interrupted after ${ageSec} s, when it was still open.`);
    if (held === 'due') return pass(`A busy session of ${ageSec} s is still open.`);
    return fail(`A busy session is cut after ${ageSec} s.`, {
      facts: { ageLimitSec: ageSec },
      findings: ['age-limit'],
      remedy: 'session-age',
    });
  },
};
