// The 101's own headers: which protocol, and Connection, without which some boxes in a row do not switch.
import { upgradeNames } from '../../core/pbs/index.js';
import { type Check, pass, warn } from '../check.js';
import { headerOf } from '../wire/index.js';
import { withTunnel } from './with-tunnel.js';

export const switchingHeadersCheck: Check = {
  id: 'switching-headers',
  title: 'The 101 names the protocol, and has Connection: upgrade.',
  sends: 'nothing more: it looks at the 101',
  depth: 'token',
  phase: 'steps',
  run: (probe) =>
    withTunnel(probe, 'backup', async ({ reply: { headers } }) => {
      const upgrade = headerOf(headers, 'upgrade');
      const connection = headerOf(headers, 'connection');
      const faults = [
        ...(upgrade === upgradeNames.backup ? [] : [`Upgrade is ${upgrade ?? 'missing'}.`]),
        ...(/upgrade/i.test(connection ?? '') ? [] : [`Connection is ${connection ?? 'missing'}.`]),
        ...['content-length', 'transfer-encoding']
          .filter((name) => headerOf(headers, name) !== null)
          .map((name) => `A 101 has no ${name}.`),
      ];
      const shown = headers.map(([name, value]) => `${name}: ${value}`).join('; ');
      return faults.length === 0 ? pass(shown) : warn([...faults, shown]);
    }),
};
