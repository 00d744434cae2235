// How fast bytes pass, up and, on a reader, down. A number for the admin; no threshold, since lines differ.
import { type Check, pass } from '../check.js';
import type { Tunnel } from '../wire/index.js';
import { within, withTunnel } from './with-tunnel.js';

const uploadBytes = 16 * 1024 * 1024;
/** Each is 1 MiB. */
const downloadCount = 16;
const patienceMs = 120_000;

export const speedCheck: Check = {
  id: 'speed',
  title: 'Bytes pass in both directions.',
  sends: '16 MiB of POST speedtest, and 16 GET speedtest on a reader',
  depth: 'token',
  phase: 'steps',
  async run(probe) {
    const up = await withTunnel(probe, 'backup', async ({ tunnel }) => pass(await measureUpload(tunnel)));
    const down = await withTunnel(probe, 'reader', async ({ tunnel }) => pass(await measureDownload(tunnel)));
    if (up.state !== 'pass') return up;
    if (down.state === 'fail') return down;
    return pass([
      ...up.evidence,
      ...(down.state === 'pass' ? down.evidence : ['Download: needs a reader, see --snapshot.']),
    ]);
  },
};

async function measureUpload(tunnel: Tunnel): Promise<string> {
  const startedAtMs = performance.now();
  await within(
    tunnel.call('speedtest', {}, { bytes: Buffer.alloc(uploadBytes), frameBytes: 1024 * 1024 }),
    patienceMs,
    'the reply',
  );
  return `Upload: ${formatRate(uploadBytes, performance.now() - startedAtMs)}.`;
}

async function measureDownload(tunnel: Tunnel): Promise<string> {
  const startedAtMs = performance.now();
  const calls = Array.from({ length: downloadCount }, () => tunnel.call('readerSpeedtest'));
  const replies = await within(Promise.all(calls), patienceMs, 'the last reply');
  const byteCount = replies.reduce((sum, reply) => sum + reply.byteCount, 0);
  return `Download: ${formatRate(byteCount, performance.now() - startedAtMs)}, in frames of up to ${tunnel.largestFrameBytes} bytes.`;
}

const formatRate = (byteCount: number, durationMs: number): string =>
  `${(byteCount / 2 ** 20 / (durationMs / 1000)).toFixed(1)} MiB/s`;
