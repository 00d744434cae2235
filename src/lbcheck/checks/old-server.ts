// Servers before 3.1.5 answer the upgrade with a 101 without Connection: strict boxes take that for a fault.
import { type Check, pass, skip, unknown, warn } from '../check.js';
import { describeExchanged } from '../wire/index.js';

export const oldServerCheck: Check = {
  id: 'old-server',
  title: 'The 101 of a PBS before 3.1.5, without Connection, gets through.',
  sends: 'an upgrade, which the far end answers as PBS 3.1.4 does',
  depth: 'both-ends',
  phase: 'steps',
  async run(probe) {
    const { backend } = probe.options;
    if (backend === null || (await probe.sharedTunnel('backup')).kind !== 'tunnel') return skip('There is no tunnel.');
    return backend.withRelease('3.1.4', async () => {
      const opening = await probe.openTunnel('backup', 'old-server');
      if (opening.kind === 'tunnel') {
        opening.tunnel.channel.destroy();
        return pass('101 as well.');
      }
      if (opening.kind !== 'refused' && opening.kind !== 'broken') return unknown('There was no connection.');
      const what = opening.kind === 'refused' ? describeExchanged(opening.exchanged) : opening.what;
      return warn(`${what}. A PBS of 2024 and before needs an update.`, {
        findings: ['fails-with-server-before-3.1.5'],
        remedy: 'connection-header',
      });
    });
  },
};
