// A connection that ends at a round age in mid-traffic. In: a session and how its connection ended. Out: an answer. protocol.md 9.
import { formatDuration } from '../../report/index.js';
import { endOf } from '../facts/index.js';
import { nearRoundTime } from '../round-times.js';
import { found, ok, type SessionRule } from '../rule.js';
import { isTornDown } from '../torn-down.js';

/** Longer silence before the end, and the silence is the more likely reason. */
const mostSilenceMs = 2000;
/** Below, the age is that of a client that failed by itself. */
const leastAgeMs = 30_000;

export const ageLimit: SessionRule = {
  id: 'age-limit',
  title: 'A box between ended the session because of its age',
  about: 'session',
  severity: 'error',
  firesWhen: 'An unfinished session ends at a round age (30 s, 1 min, 5 min, 1 h …) while bytes were passing.',
  silentWhen: 'It was silent before, its age is not round, a call had failed, or pbscope itself was stopped.',
  threshold: 'From 30 s of age, up to 1 % later than a value that people configure; bytes within the last 2 s.',
  remedy: 'Take away the limit on the life of a connection.',
  check(input) {
    const { link, connection } = input;
    const end = endOf(link);
    if (end === null || !isTornDown(input)) return ok;
    const silentMs = end.atMs - link.lastActivityAtMs;
    const ageMs = end.atMs - connection.openedAtMs;
    if (silentMs > mostSilenceMs) return ok;
    const roundMs = nearRoundTime(ageMs);
    if (roundMs === null || roundMs < leastAgeMs) return ok;
    return found({
      because: [
        `Ended by ${link.closed?.by ?? 'unknown'} (${end.how}) at the age of ${formatDuration(ageMs)}, near the round ${formatDuration(roundMs)}.`,
        `Bytes passed ${formatDuration(silentMs)} before.`,
      ],
      advice: `Something limits the life of a connection to ${formatDuration(roundMs)}: Envoy \`max_connection_duration\` or \`stream_timeout\`, HAProxy \`hard-stop-after\` and nginx \`worker_shutdown_timeout\` at a reload, a maximum age in a cloud load balancer or firewall. Set it above the longest backup, 24h for example, or take it out.`,
    });
  },
};
