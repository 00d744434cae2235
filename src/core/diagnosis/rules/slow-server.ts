// A server that is slow at everything. In: a session. Out: an answer. protocol.md 12 "high RTT: do not confuse".
import { formatDuration, formatPercent, type LatencySummary } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastFactor = 5;
const leastExtraMs = 20;
/** Kinds of calls that must agree. */
const leastOperationCount = 3;
/** "alike": the slowest kind at most this many times the quickest. */
const mostSpread = 5;
const leastShare = 0.1;
/** Calls that may be slow for reasons of their own. */
const ownReasons = new Set([
  'finish',
  'closeDynamicIndex',
  'closeFixedIndex',
  'openBackup',
  'openReader',
  'login',
  'rest',
]);

export const slowServer: SessionRule = {
  id: 'slow-server',
  title: 'The server is slow at every call',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'by-cost',
  firesWhen:
    'Three kinds of calls or more all wait five round trips or more, within a factor of five of each other, and the server has 10 % of the session.',
  silentWhen: 'Only one kind is slow (slow-commit, append-stall, close-unanswered), or the round trip explains it.',
  threshold: 'Five round trips and 20 ms for each kind. A warning from 10 s.',
  remedy: 'Look at load, memory and disk of the server.',
  check({ session }) {
    const rttMs = session.rttMs.server;
    if (rttMs === null) return notEnoughData('The round trip is not known.');
    const kinds = (Object.entries(session.latency) as [string, LatencySummary][]).filter(
      ([name]) => !ownReasons.has(name),
    );
    const waits = kinds.map(([name, { waitP50Ms }]) => ({ name, waitP50Ms }));
    const slow = waits.filter(({ waitP50Ms }) => waitP50Ms >= rttMs * leastFactor && waitP50Ms - rttMs >= leastExtraMs);
    if (slow.length < leastOperationCount || slow.length < waits.length) return ok;
    const sorted = slow.map(({ waitP50Ms }) => waitP50Ms).sort((a, b) => a - b);
    if ((sorted.at(-1) ?? 0) > (sorted[0] ?? 0) * mostSpread) return ok;
    const charge = chargeOf(session, 'server');
    if (charge === null) return notEnoughData('The report has no time budget.');
    if (charge.share < leastShare) return ok;
    return found({
      because: [
        `${slow.map(({ name, waitP50Ms }) => `${name} ${formatDuration(waitP50Ms)}`).join(', ')} at the median; round trip ${formatDuration(rttMs)}.`,
        `The server has ${formatDuration(charge.chargedMs)}, ${formatPercent(charge.share)} of the session.`,
      ],
      advice:
        'Everything waits for the server: look at its load (`uptime`), memory and swapping (`free -m`), pressure (`cat /proc/pressure/io`), and at other jobs (verify, garbage collection, sync, other backups). Move them apart in time.',
      chargedMs: charge.chargedMs,
    });
  },
};
