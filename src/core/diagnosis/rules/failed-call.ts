// Calls that the server refused. In: a session. Out: an answer. protocol.md 5.3 to 5.7, 6.2.
import { countOf, type FailedCall } from '../../report/index.js';
import { knownText } from '../known-texts.js';
import { isNormalFailure } from '../normal-failures.js';
import { found, ok, type SessionRule } from '../rule.js';
import { isThrottled } from '../throttled.js';
import { isUnfinished } from '../torn-down.js';

/** Different refusals shown; the report lists every call. */
const maxShown = 3;
const serverFault = 'Look into the task log and the journal of the server at that moment.';
const clientFault = 'Compare the versions of client and server, and send their makers this trace.';

export const failedCall: SessionRule = {
  id: 'failed-call',
  title: 'The server refused a call of the session',
  about: 'session',
  provenBy: 'failed',
  severity: 'warning',
  firesWhen: 'A call inside the session is answered 4xx or 5xx. An error where the session then ended unfinished.',
  silentWhen:
    'A first backup asks in vain for its predecessor, a pull sync for a log that is not there; refused upgrades and object-store-throttle have their own rules.',
  threshold: 'One is enough: the official clients give up at the first.',
  remedy: 'By the text of the answer (table of protocol.md 5).',
  check({ session, facts }) {
    const refused = session.failedCalls.filter((call) => isRefusal(call) && !isThrottled(call, facts));
    const [first] = refused;
    if (first === undefined) return ok;
    const texts = new Map<string, number>();
    for (const call of refused) {
      const text = `${call.operation}${call.archive === null ? '' : ` ${call.archive}`}: ${call.status}${call.error === null ? '' : ` ${call.error}`}`;
      texts.set(text, (texts.get(text) ?? 0) + 1);
    }
    const shown = [...texts]
      .slice(0, maxShown)
      .map(([text, count]) => (count === 1 ? text : `${text} (${countOf(count, 'call')})`));
    const known = knownText(first.error);
    const rest = texts.size - shown.length;
    return found({
      because: [
        ...shown,
        ...(rest > 0 ? [`and ${countOf(rest, 'more refusal')} of another kind`] : []),
        ...(known === null ? [] : [known.meaning]),
      ],
      advice: known?.advice ?? ((first.status ?? 0) >= 500 ? serverFault : clientFault),
      severity: isUnfinished(session) ? 'error' : 'warning',
    });
  },
};

/** A refused upgrade has rules of its own; so have refused credentials before it (auth-delay, ticket-per-node). */
function isRefusal(call: FailedCall): boolean {
  const { operation, state, status } = call;
  if (operation === 'openBackup' || operation === 'openReader') return false;
  if (status === 401 && (operation === 'login' || operation === 'rest')) return false;
  return state === 'answered' && (status ?? 0) >= 400 && !isNormalFailure(call);
}
