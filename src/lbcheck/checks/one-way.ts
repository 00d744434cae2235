// One-way traffic: a client that sends, slowly, while the server has nothing to say, as in the upload of a slow disk; and a server that
// sends, slowly, to a client that says nothing, as in a restore over a slow line. Some boxes time each direction by itself.
import { type Check, type CheckResult, fail, pass, skip, unknown } from '../check.js';
import { type BusySession, endsLikeBusy, hold, type Probe } from '../probe/index.js';
import type { Tunnel } from '../wire/index.js';

const beatMs = 1000;
/** At a cut: less is one-way traffic, more is silence, which another check is about. */
const tooSlowMs = 3 * beatMs;
/** More than one TLS record of 16 KiB: a box that ends the TLS passes on whole ones only. */
const beatBytes = 20_000;
/** Of one reply of the reader's speed test. */
const replyBytes = 1024 * 1024;

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
    const beat = setInterval(() => void tunnel.sendPart(stream, Buffer.of(0), false), beatMs);
    const result = await judgeOneWay(probe, tunnel, busy, 'a byte came each second: the silence of PBS alone counts');
    clearInterval(beat);
    return result;
  },
};

export const oneWayServerCheck: Check = {
  id: 'one-way-server',
  title: 'A session in which only PBS sends stays open.',
  sends: 'GET speedtest on a reader, of which the far end lets some records pass each second, up to --idle-max',
  depth: 'both-ends',
  phase: 'waits',
  async run(probe) {
    const busy = await probe.busySession();
    const opened = await probe.openTunnel('reader', 'one-way-server');
    if (opened.kind !== 'tunnel' || opened.connection === null) return skip('There is no tunnel.');
    const { tunnel, connection } = opened;
    await tunnel.ping().catch(() => undefined); // the greetings are over
    connection.trickle(beatBytes, beatMs);
    const neededBytes = (probe.options.limits.idleMaxMs / beatMs) * beatBytes;
    for (let askedBytes = 0; askedBytes <= neededBytes; askedBytes += replyBytes)
      void tunnel.call('readerSpeedtest').catch(() => undefined); // cut in the middle, at the latest by us
    return judgeOneWay(probe, tunnel, busy, 'PBS sent each second: the silence of the client alone counts');
  },
};

async function judgeOneWay(
  probe: Probe,
  tunnel: Tunnel,
  busy: BusySession | null,
  although: string,
): Promise<CheckResult> {
  const startedAtMs = performance.now();
  const held = await hold(probe, 'one-way', tunnel, startedAtMs + probe.options.limits.idleMaxMs);
  const endedAtMs = performance.now();
  const silentMs = tunnel.channel.end?.silentMs ?? 0;
  const seconds = Math.round((endedAtMs - startedAtMs) / 1000);
  tunnel.channel.destroy();
  if (held === 'interrupted') return unknown(`Interrupted after ${seconds} s, when it was still open.`);
  if (held === 'due') return pass(`Open after ${seconds} s.`);
  // A cut that a busy session meets, too, is of another kind: its own check tells it.
  if (await endsLikeBusy(busy, startedAtMs, endedAtMs))
    return unknown(`Cut after ${seconds} s, like the busy session.`);
  if (silentMs > tooSlowMs)
    return unknown(
      `Cut after ${seconds} s, when nothing had passed for ${Math.round(silentMs / 1000)} s: one end was too slow to send each second.`,
    );
  return fail(`Cut after ${seconds} s, though ${although}.`, { findings: ['one-way-limit'], remedy: 'idle-timeout' });
}
