// One-way traffic: a client that sends, slowly, and a server that has nothing to say. Some boxes time each direction by itself.
import { type Check, fail, pass, skip, unknown } from '../check.js';
import { hold } from '../probe/index.js';

const beatMs = 1000;

export const oneWayCheck: Check = {
  id: 'one-way',
  title: 'A session in which only the client sends stays open.',
  sends: 'POST speedtest, one byte a second, up to --idle-max',
  depth: 'both-ends',
  phase: 'waits',
  async run(probe) {
    const busy = await probe.busySession();
    const opened = await probe.openTunnel('backup', 'one-way');
    if (opened.kind !== 'tunnel') return skip('There is no tunnel.');
    const { tunnel } = opened;
    const stream = tunnel.begin('POST', '/speedtest', true);
    const startedAtMs = performance.now();
    const beat = setInterval(() => void tunnel.sendPart(stream, Buffer.of(0), false), beatMs);
    const held = await hold(probe, 'one-way', tunnel, startedAtMs + probe.options.limits.idleMaxMs);
    clearInterval(beat);
    const seconds = Math.round((performance.now() - startedAtMs) / 1000);
    tunnel.channel.destroy();
    if (held === 'interrupted') return unknown(`Interrupted after ${seconds} s, when it was still open.`);
    if (held === 'due') return pass(`Open after ${seconds} s.`);
    // A cut that a busy session meets, too, is of another kind: its own check tells it.
    const wait = new Promise((resolve) => setTimeout(resolve, 2 * beatMs));
    await Promise.race([busy?.over, wait]);
    if (busy !== null && busy.cutAgeMs !== null) return unknown(`Cut after ${seconds} s, like the busy session.`);
    return fail(`Cut after ${seconds} s, though a byte came each second: the silence of PBS alone counts.`, {
      findings: ['one-way-limit'],
      remedy: 'idle-timeout',
    });
  },
};
