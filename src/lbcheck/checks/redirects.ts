// Redirects anywhere on the way: PBS clients follow none.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, fail, pass, unknown } from '../check.js';
import { headerOf } from '../wire/index.js';

export const redirectsCheck: Check = {
  id: 'redirects',
  title: 'Nothing is redirected.',
  sends: 'GET ping, with one and with two slashes',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const target = formatTarget('ping');
    const seen: string[] = [];
    let replyCount = 0;
    for (const path of [target, `/${target}`]) {
      const asked = await probe.ask({ method: 'GET', target: path }, { withCredentials: false });
      if (asked.kind !== 'asked' || asked.exchanged.kind !== 'reply') continue;
      replyCount += 1;
      const { status, headers } = asked.exchanged;
      if (status >= 300 && status < 400)
        seen.push(`${path} is redirected to ${headerOf(headers, 'location') ?? 'nowhere'} (${status}).`);
    }
    if (replyCount === 0) return unknown('Nothing was answered.');
    return seen.length === 0 ? pass('Neither path is redirected.') : fail(seen, { remedy: 'double-slash' });
  },
};
