// A client that stops reading in mid-download, as a paused restore or an idle mount does: the box waits with what it cannot send, or cuts.
import { type Check, skip } from '../check.js';
import { hold } from '../probe/index.js';
import { judgeStall, stallLengthMs } from './stalled-server.js';
import { whileBytesPass, within } from './with-tunnel.js';

/** Of 1 MiB each: more than the kernel and a box buffer. */
const downloadCount = 24;
const patienceMs = 60_000;

export const stalledClientCheck: Check = {
  id: 'stalled-client',
  title: 'A client that stops reading for 70 s loses no session.',
  sends: '24 GET speedtest on a reader, of which nothing is read (70 s, or --idle-max)',
  depth: 'token',
  phase: 'waits',
  async run(probe) {
    const busy = await probe.busySession();
    const opened = await probe.openTunnel('reader', 'stalled-client');
    if (opened.kind === 'nothing-to-read') return skip('There is no snapshot to read: name one with --snapshot.');
    if (opened.kind !== 'tunnel') return skip('There is no tunnel.');
    const { tunnel, connection } = opened;
    await within(tunnel.settings, patienceMs, 'SETTINGS').catch(() => undefined);
    tunnel.channel.stopReading();
    const replies = Array.from({ length: downloadCount }, () => tunnel.call('readerSpeedtest'));
    const startedAtMs = performance.now();
    const farEnd = connection?.ended.then(() => 'ended' as const) ?? new Promise<never>(() => undefined);
    // The end does not show here while nothing is read; where the far end is ours it shows there.
    const held = await Promise.race([
      hold(probe, 'stalled-client', tunnel, startedAtMs + stallLengthMs(probe)),
      farEnd,
    ]);
    const endedAtMs = performance.now();
    tunnel.channel.goOnReading();
    const result = await judgeStall({ who: 'the client', held, startedAtMs, endedAtMs, busy }, () =>
      whileBytesPass(Promise.all(replies), () => tunnel.channel.lastByteAtMs, patienceMs, 'the last reply'),
    );
    tunnel.channel.destroy();
    return result;
  },
};
