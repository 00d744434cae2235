// A wrong token: PBS waits three seconds before its 401. A quick one, or another status, is of the box.

import { formatTarget } from '../../core/pbs/index.js';
import { type Check, pass, unknown, warn } from '../check.js';
import { isOfPbs } from '../probe/index.js';
import { describeExchanged } from '../wire/index.js';

/** PBS's three seconds, less what clocks and rounding take. */
const leastDelayMs = 2900;

export const wrongTokenCheck: Check = {
  id: 'wrong-token',
  title: 'A wrong token is refused by PBS, not by the box.',
  sends: 'GET version with a token that does not exist',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const asked = await probe.ask({
      method: 'GET',
      target: formatTarget('version'),
      headers: [
        ['authorization', 'PBSAPIToken lb-check@pbs!nobody:00000000-0000-0000-0000-000000000000'],
        ['host', probe.hostHeader],
      ],
    });
    if (asked.kind !== 'asked') return unknown(`There is no answer: ${asked.detail}.`);
    const { exchanged } = asked;
    const told = describeExchanged(exchanged);
    if (exchanged.kind !== 'reply') return unknown(told);
    const seconds = `${(exchanged.afterMs / 1000).toFixed(1)} s`;
    if (exchanged.status === 401 && isOfPbs(exchanged) && exchanged.afterMs >= leastDelayMs)
      return pass(`PBS refuses it after ${seconds}, as it does.`);
    if (exchanged.status === 401 && isOfPbs(exchanged)) return warn(`PBS's text, but after ${seconds} instead of 3 s.`);
    return warn(`After ${seconds}: ${told}. That is not how PBS refuses.`);
  },
};
