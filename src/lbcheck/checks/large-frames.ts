// PBS clients send a chunk of 4 MiB in one DATA frame: whoever parses HTTP/2 on the way must take it.
import { type Check, fail, pass } from '../check.js';
import { settingIds } from '../wire/index.js';
import { within, withTunnel } from './with-tunnel.js';

const frameBytes = 4 * 1024 * 1024;
const patienceMs = 30_000;

export const largeFramesCheck: Check = {
  id: 'large-frames',
  title: 'DATA frames of 4 MiB get through.',
  sends: 'POST speedtest with 8 MiB, in two DATA frames if the peer allows them',
  depth: 'token',
  phase: 'steps',
  run: (probe) =>
    withTunnel(probe, 'backup', async ({ tunnel }) => {
      const settings = await within(tunnel.settings, patienceMs, 'SETTINGS');
      const allowedBytes = Math.min(frameBytes, settings.get(settingIds.maxFrameBytes) ?? 16_384);
      const reply = await within(
        tunnel.call('speedtest', {}, { bytes: Buffer.alloc(2 * frameBytes), frameBytes }),
        patienceMs,
        'the reply',
      );
      if (reply.status !== 200)
        return fail(`Status ${reply.status}: ${reply.text}.`, {
          findings: ['tunnel-broken'],
          remedy: 'no-h2-termination',
        });
      return pass(`8 MiB in frames of ${allowedBytes} bytes are taken.`);
    }),
};
