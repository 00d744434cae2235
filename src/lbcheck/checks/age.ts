// Age: a session that is never silent, for as long as --age-max, and a younger one beside it. A box that cuts each at its age has a limit
// of age; one that ends both at the same moment was stopped or reloaded.
import { type Check, type CheckResult, fail, pass, skip, unknown } from '../check.js';
import { type BusySession, keepBusy, type Probe } from '../probe/index.js';

/** Between the two: enough to tell their ages from one moment, also where a box counts in seconds. */
const maxYoungerMs = 5000;

export const ageCheck: Check = {
  id: 'age',
  title: 'A busy session is not cut at some age.',
  sends: 'two sessions with PINGs, up to --age-max',
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
    const youngerMs = Math.min(maxYoungerMs, probe.options.limits.ageMaxMs / 3);
    await Promise.race([busy.over, new Promise((resolve) => setTimeout(resolve, youngerMs))]);
    const younger = busy.cutAgeMs === null ? await keepBusy(probe, 'busy-younger') : null;
    try {
      return await judgeAge(probe, busy, younger, youngerMs / 2);
    } finally {
      younger?.end();
    }
  },
};

async function judgeAge(
  probe: Probe,
  busy: BusySession,
  younger: BusySession | null,
  sameMomentMs: number,
): Promise<CheckResult> {
  const held = await busy.over;
  const ageSec = Math.round((busy.cutAgeMs ?? performance.now() - busy.openedAtMs) / 1000);
  if (held === 'interrupted') return unknown(`Interrupted after ${ageSec} s, when it was still open.`);
  if (held === 'due') return pass(`A busy session of ${ageSec} s is still open.`);
  if (younger !== null) {
    await Promise.race([younger.over, new Promise((resolve) => setTimeout(resolve, sameMomentMs))]);
    if (younger.cutAgeMs !== null)
      return fail(
        [
          `Two busy sessions of ${ageSec} s and ${Math.round(younger.cutAgeMs / 1000)} s ended at the same moment.`,
          `It is not their age that counts: ${probe.hostHeader} was stopped or reloaded, and ends what is open then.`,
        ],
        { findings: ['reload-cut'], remedy: 'session-age' },
      );
  }
  return fail(`A busy session is cut after ${ageSec} s${younger === null ? '' : ', and a younger one lives on'}.`, {
    facts: { ageLimitSec: ageSec },
    findings: ['age-limit'],
    remedy: 'session-age',
  });
}
