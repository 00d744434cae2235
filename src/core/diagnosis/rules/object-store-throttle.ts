// A backend that answers "slow down". In: a session. Out: an answer. protocol.md 5.5 (S3), 12.
import { countOf, formatDuration } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';
import { isThrottled } from '../throttled.js';
import { isUnfinished } from '../torn-down.js';

export const objectStoreThrottle: SessionRule = {
  id: 'object-store-throttle',
  title: 'The object store behind the server throttles',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'warning',
  firesWhen:
    'A refusal says so (SlowDown, too many requests …), or at least five calls are answered 403, 429 or 503 within ten seconds. An error where the session then ended unfinished.',
  silentWhen: 'Fewer such answers, spread over the session, that say something else.',
  threshold: 'Five in ten seconds: a single one may be a missing permission or a restart.',
  remedy: 'Lower the request rate, or raise the limit of the bucket.',
  check({ session, facts }) {
    const throttled = session.failedCalls.filter((call) => isThrottled(call, facts));
    const [first] = throttled;
    if (first === undefined) return ok;
    const { burstCount } = facts.refusals;
    const perSecond = session.durationMs > 0 ? (session.callCount / session.durationMs) * 1000 : 0;
    return found({
      because: [
        `${countOf(throttled.length, 'call')} refused, up to ${burstCount} within 10 s; the first: ${first.operation}: ${first.status}${first.error === null ? '' : ` ${first.error.replace(/\.+$/, '')}`}.`,
        `${perSecond.toFixed(1)} calls per second over ${formatDuration(session.durationMs)}.`,
      ],
      advice:
        'The store limits requests per second. Let fewer backups run at a time, raise the limit of the bucket or account, and give the datastore a local cache on fast disks.',
      severity: isUnfinished(session) ? 'error' : 'warning',
    });
  },
};
