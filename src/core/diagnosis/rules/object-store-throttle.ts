// A backend that answers "slow down". In: a session. Out: an answer. protocol.md 5.5 (S3), 12.
import { formatDuration } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** Within ten seconds: one or two are an accident, five are a limit. */
const leastBurstCount = 5;

export const objectStoreThrottle: SessionRule = {
  id: 'object-store-throttle',
  title: 'The object store behind the server throttles',
  about: 'session',
  severity: 'warning',
  firesWhen: 'At least five calls of a session are answered 403, 429 or 503 within ten seconds.',
  silentWhen: 'Fewer, or spread over the session.',
  threshold: 'Five in ten seconds: a single one may be a missing permission or a restart.',
  remedy: 'Lower the request rate, or raise the limit of the bucket.',
  check({ session, facts }) {
    const { count, burstCount, statuses } = facts.refusals;
    if (burstCount < leastBurstCount) return ok;
    const perSecond = session.durationMs > 0 ? (session.callCount / session.durationMs) * 1000 : 0;
    return found({
      because: [
        `${burstCount} answers ${[...statuses].sort().join(', ')} within 10 s, ${count} in the session.`,
        `${perSecond.toFixed(1)} calls per second over ${formatDuration(session.durationMs)}.`,
      ],
      advice:
        'The store limits requests per second. Let fewer backups run at a time, raise the limit of the bucket or account, and use a local cache on the datastore (`--backend type=s3,…`, cache on fast disk).',
    });
  },
};
