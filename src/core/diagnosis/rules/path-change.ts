// A path that changes under the session. In: a session's quickest replies and steady rates over time. Out: an answer. protocol.md 12.
import { formatClock, formatDuration, formatRate } from '../../report/index.js';
import type { SessionFacts } from '../facts/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** Between two plateaus of one path there may be a pause of this long. */
const mostPauseMs = 5000;
const leastRateFactor = 1.5;

export const pathChange: SessionRule = {
  id: 'path-change',
  title: 'The path changed during the session',
  about: 'session',
  severity: 'warning',
  firesWhen:
    'At one moment the quickest replies become twice as slow or quick (20 ms at least) and stay so for 15 s on both sides, or one steady rate is followed by another that differs by half.',
  silentWhen: 'Replies or rates vary without a step, or come back.',
  threshold: 'Three stretches of 5 s on each side without an overlap: load makes replies vary, not their minimum.',
  remedy: 'Look at routes, VPN and roaming at that moment.',
  check({ facts }) {
    const because = [...describeReplies(facts), ...describeRates(facts)];
    if (because.length === 0) return ok;
    return found({
      because,
      advice:
        'Look at what happened at that moment: a route (`mtr HOST`), a VPN that reconnected, a laptop that changed its network, a link of a bond or an SD-WAN that failed over.',
    });
  },
};

function describeReplies({ replies }: SessionFacts): string[] {
  const step = replies.step();
  if (step === null) return [];
  return [
    `From ${formatClock(step.atMs)} on the quickest replies take ${formatDuration(step.afterMs)}; before it was ${formatDuration(step.beforeMs)}.`,
  ];
}

function describeRates({ rates }: SessionFacts): string[] {
  for (const direction of ['toServer', 'toClient'] as const) {
    const plateaus = rates[direction].plateaus();
    for (const [index, after] of plateaus.entries()) {
      const before = plateaus[index - 1];
      if (before === undefined) continue;
      const pauseMs = after.startMs - (before.startMs + before.secondCount * 1000);
      const factor = Math.max(after.bytesPerSec / before.bytesPerSec, before.bytesPerSec / after.bytesPerSec);
      if (pauseMs > mostPauseMs || factor < leastRateFactor) continue;
      return [
        `From ${formatClock(after.startMs)} on the steady rate ${direction === 'toServer' ? 'to the server' : 'to the client'} is ${formatRate(after.bytesPerSec)}; before it was ${formatRate(before.bytesPerSec)}.`,
      ];
    }
  }
  return [];
}
