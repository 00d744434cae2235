// An HTTP/2 PING there and back: the round trip through the box, below every handler of PBS.
import { type Check, pass } from '../check.js';
import { within, withTunnel } from './with-tunnel.js';

const pingCount = 5;
const patienceMs = 5000;

export const pingCheck: Check = {
  id: 'ping',
  title: 'A PING comes back.',
  sends: 'five HTTP/2 PING',
  depth: 'token',
  phase: 'steps',
  run: (probe) =>
    withTunnel(probe, 'backup', async ({ tunnel }) => {
      const timesMs: number[] = [];
      for (let index = 0; index < pingCount; index += 1)
        timesMs.push(await within(tunnel.ping(), patienceMs, 'the PING'));
      return pass(`${Math.min(...timesMs).toFixed(1)} ms at best, ${Math.max(...timesMs).toFixed(1)} ms at worst.`);
    }),
};
