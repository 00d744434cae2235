// The official client asks for `//api2/json/…`; boxes route it elsewhere, or redirect it, and the client follows no redirect.
import { formatTarget } from '../../core/pbs/index.js';
import { type Check, fail, pass } from '../check.js';
import type { Probe } from '../probe/index.js';
import { judgePing } from './rest.js';

export const doubleSlashCheck: Check = {
  id: 'double-slash',
  title: 'A path with two slashes reaches PBS, and is not redirected.',
  sends: 'GET //api2/json/ping',
  depth: 'none',
  phase: 'steps',
  async run(probe) {
    const asked = await probe.ask({ method: 'GET', target: `/${formatTarget('ping')}` }, { withCredentials: false });
    const result = judgePing(asked);
    if (result.state !== 'pass')
      return result.state === 'fail' && (await isPlainAnswered(probe))
        ? fail(result.evidence, { remedy: 'double-slash' })
        : result;
    const head = asked.kind === 'asked' ? asked.arrived?.heads.at(-1) : undefined;
    if (head === undefined) return result;
    const isKept = head.target.startsWith('//');
    return pass(isKept ? 'Both slashes arrive.' : `It arrives as ${head.target}, which is the same to PBS.`);
  },
};

/** Where one slash fares no better, the slashes are not what is wrong. */
async function isPlainAnswered(probe: Probe): Promise<boolean> {
  const plain = await probe.ask({ method: 'GET', target: formatTarget('ping') }, { withCredentials: false });
  return judgePing(plain).state === 'pass';
}
