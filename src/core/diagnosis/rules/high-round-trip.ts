// A far server. In: a session. Out: an answer. protocol.md 9.4, 12.
import { formatDuration } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { latencyOf, lightOperations } from '../latency-of.js';
import { found, ok, type SessionRule } from '../rule.js';

/** diagnosis.md 2: below, it is a local network. */
const leastRoundTripMs = 20;
/** Small calls that take many round trips have another reason. */
const mostFactor = 3;
const leastCallCount = 3;
/** protocol.md 9.4: TCP, TLS, upgrade, previous, index, close, finish … */
const fixedRoundTrips = 12;

export const highRoundTrip: SessionRule = {
  id: 'high-round-trip',
  title: 'The round trip between client and server is long',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'by-cost',
  firesWhen: 'The quickest answer of a leg takes 20 ms or more, and the small calls take about as long.',
  silentWhen:
    'It is shorter, fewer than three calls were answered, or the small ones take more than three times as long (slow-server).',
  threshold: '20 ms: no local network has it. A warning where round trips cost 10 s or more.',
  remedy: 'Run the server nearer, or use clients that keep more calls in flight.',
  check({ session }) {
    const { client, server } = session.rttMs;
    const rttMs = Math.max(client ?? 0, server ?? 0);
    const answeredCount = Object.values(session.latency).reduce((sum, { count }) => sum + count, 0);
    if (rttMs < leastRoundTripMs || answeredCount < leastCallCount) return ok;
    const light = latencyOf(session, ...lightOperations) ?? latencyOf(session, 'downloadChunk');
    if (light !== null && light.waitP50Ms > rttMs * mostFactor) return ok;
    const charge = chargeOf(session, 'roundTrip');
    const show = (ms: number | null): string => (ms === null ? 'unknown' : formatDuration(ms));
    return found({
      because: [
        `Round trip: ${show(server)} to the server, ${show(client)} to the client.`,
        ...(light === null ? [] : [`Small calls wait ${formatDuration(light.waitP50Ms)} at the median.`]),
        ...(charge === null
          ? []
          : [`Round trips cost ${formatDuration(charge.chargedMs)} of ${formatDuration(session.durationMs)}.`]),
      ],
      advice: `A session costs about ${formatDuration(rttMs * fixedRoundTrips)} in fixed round trips at this distance; uploads of the official client overlap and hardly suffer, restores fetch one chunk per round trip (PBS_RESTORE_FETCH_CONCURRENCY=16 for QEMU). A server nearby with sync jobs to the far one takes the distance out of the backup.`,
      ...(charge === null ? {} : { chargedMs: charge.chargedMs }),
    });
  },
};
