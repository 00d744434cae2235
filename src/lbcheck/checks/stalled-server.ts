// A server that stops reading in mid-upload, as a busy disk makes it do: the box waits with what it cannot send, or cuts.
import { type Check, type CheckResult, fail, pass, skip, unknown } from '../check.js';
import { type BusySession, endsLikeBusy, hold, type Probe } from '../probe/index.js';
import { whileBytesPass, within } from './with-tunnel.js';

/** Longer than the usual timeout of sending, 60 s. */
export const stallMs = 70_000;
/** More than the kernel and a box buffer, less than PBS's window of 32 MiB. */
const uploadBytes = 24 * 1024 * 1024;
const patienceMs = 60_000;

export const stallLengthMs = (probe: Probe): number => Math.min(stallMs, probe.options.limits.idleMaxMs);

export const stalledServerCheck: Check = {
  id: 'stalled-server',
  title: 'A server that stops reading for 70 s loses no session.',
  sends: 'POST speedtest of 24 MiB, while the far end does not read (70 s, or --idle-max)',
  depth: 'both-ends',
  phase: 'waits',
  async run(probe) {
    const busy = await probe.busySession();
    const opened = await probe.openTunnel('backup', 'stalled-server');
    if (opened.kind !== 'tunnel' || opened.connection === null) return skip('There is no tunnel.');
    const { tunnel, connection } = opened;
    await within(tunnel.settings, patienceMs, 'SETTINGS').catch(() => undefined);
    connection.hold();
    const startedAtMs = performance.now();
    const replied = tunnel.call('speedtest', {}, { bytes: Buffer.alloc(uploadBytes), frameBytes: 1024 * 1024 });
    const held = await hold(probe, 'stalled-server', tunnel, startedAtMs + stallLengthMs(probe));
    const endedAtMs = performance.now();
    connection.letGo();
    const stall = { who: 'the server', held, startedAtMs, endedAtMs, busy };
    const result = await judgeStall(stall, () =>
      whileBytesPass(replied, () => connection.lastByteAtMs, patienceMs, 'the reply'),
    );
    tunnel.channel.destroy();
    return result;
  },
};

export interface Stall {
  readonly who: string;
  readonly held: Awaited<ReturnType<typeof hold>>;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly busy: BusySession | null;
}

export async function judgeStall(
  { who, held, startedAtMs, endedAtMs, busy }: Stall,
  finish: () => Promise<unknown>,
): Promise<CheckResult> {
  const seconds = Math.round((endedAtMs - startedAtMs) / 1000);
  const cut = (evidence: string): CheckResult => fail(evidence, { findings: ['stall-limit'], remedy: 'stall-timeout' });
  if (held === 'interrupted') return unknown(`Interrupted after ${seconds} s, when it was still open.`);
  if (held === 'ended' && (await endsLikeBusy(busy, startedAtMs, endedAtMs)))
    return unknown(`Cut after ${seconds} s, like the busy session.`);
  if (held === 'ended') return cut(`The session is cut when ${who} has not read for ${seconds} s.`);
  try {
    await finish();
    return pass(`After ${seconds} s everything arrived.`);
  } catch (error) {
    return cut(`When ${who} reads again after ${seconds} s, the session is gone: ${(error as Error).message}.`);
  }
}
