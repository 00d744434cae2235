// The plainest REST call, which needs no account: does anything of PBS come through?
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, type CheckResult, fail, pass, unknown, warn } from '../check.js';
import { type Asked, explainRefusal } from '../probe/index.js';
import { headerOf } from '../wire/index.js';

export const restCheck: Check = {
  id: 'rest',
  title: 'REST calls reach PBS.',
  sends: 'GET /api2/json/ping',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    return judgePing(await probe.ask({ method: 'GET', target: formatTarget('ping') }, { withCredentials: false }));
  },
};

/** `ping` is public: whatever else comes back is of the box, or says how PBS was reached. */
export function judgePing(asked: Asked): CheckResult {
  if (asked.kind !== 'asked') return unknown(`There is no connection: ${asked.detail}.`);
  const { exchanged, arrived } = asked;
  if (exchanged.kind === 'reply' && exchanged.status === 200 && /"pong"\s*:\s*true/.test(exchanged.body)) {
    if (arrived === null || arrived.heads.length > 0)
      return pass(`PBS answers in ${Math.round(exchanged.afterMs)} ms.`);
    if (headerOf(exchanged.headers, 'age') !== null)
      return pass('Answered from a cache of the box, which does no harm: calls with an account are not kept.');
    return warn('A PBS answered, but not the one behind this box, or a cache: nothing arrived at the far end.');
  }
  const { evidence, remedy } = explainRefusal(exchanged, arrived);
  // `ping` carries no upgrade: what is said about one here is not meant.
  return fail(evidence, { remedy: remedy === 'pass-upgrade' ? 'reach-server' : remedy });
}
