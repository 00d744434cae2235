// Clients before 3.0.5 ask for the upgrade without a Connection header: PBS takes it, strict boxes do not.
import { type Check, pass, skip, unknown, warn } from '../check.js';
import { describeExchanged } from '../wire/index.js';

export const oldClientCheck: Check = {
  id: 'old-client',
  title: 'The upgrade of a client before 3.0.5, without Connection, gets through.',
  sends: 'GET //api2/json/backup with Upgrade and without Connection',
  depth: 'token',
  phase: 'steps',
  async run(probe) {
    if ((await probe.sharedTunnel('backup')).kind !== 'tunnel') return skip('There is no tunnel.');
    if (probe.options.backend === null) await probe.closeShared(); // its group is locked, and there is one only
    const opening = await probe.openTunnel('backup', 'old-client', { hasConnection: false });
    if (opening.kind === 'tunnel') {
      opening.tunnel.channel.destroy();
      return pass('101 as well.');
    }
    if (opening.kind !== 'refused' && opening.kind !== 'broken') return unknown('There was no connection.');
    const what = opening.kind === 'refused' ? describeExchanged(opening.exchanged) : opening.what;
    return warn(`${what}. Clients of 2023 and before need an update.`, {
      findings: ['fails-with-client-before-3.0.5'],
      remedy: 'connection-header',
    });
  },
};
