// The official client has up to 66 chunks under way at a time.
import { type Check, fail, pass } from '../check.js';
import { within, withTunnel } from './with-tunnel.js';

const callCount = 64;
const bodyBytes = 64 * 1024;
const patienceMs = 30_000;

export const concurrentPostsCheck: Check = {
  id: 'concurrent-posts',
  title: '64 calls at a time are answered.',
  sends: '64 POST speedtest of 64 KiB at once',
  depth: 'token',
  phase: 'steps',
  run: (probe) =>
    withTunnel(probe, 'backup', async ({ tunnel }) => {
      const startedAtMs = performance.now();
      const bytes = Buffer.alloc(bodyBytes);
      const calls = Array.from({ length: callCount }, () =>
        tunnel.call('speedtest', {}, { bytes, frameBytes: bodyBytes }),
      );
      const replies = await within(Promise.all(calls), patienceMs, 'the last of 64 replies');
      const bad = replies.filter(({ status }) => status !== 200);
      if (bad.length > 0)
        return fail(`${bad.length} of ${callCount} were refused: status ${bad[0]?.status}, ${bad[0]?.text}.`, {
          findings: ['tunnel-broken'],
        });
      return pass(`All answered within ${Math.round(performance.now() - startedAtMs)} ms.`);
    }),
};
