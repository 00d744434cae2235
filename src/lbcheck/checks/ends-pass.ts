// The end of a client: by FIN, or by reset. PBS frees the lock of the group when it sees it, so the box must pass it on at once.
import { type Check, type CheckResult, pass, unknown, warn } from '../check.js';
import type { Probe } from '../probe/index.js';
import { within } from './with-tunnel.js';

/** What passes later than this has met a timer. */
const promptMs = 1000;
const patienceMs = 10_000;

function makeCheck(id: string, how: 'half-close' | 'reset', sends: string): Check {
  return {
    id,
    title:
      how === 'reset' ? 'A reset of the client reaches PBS at once.' : 'The end of the client reaches PBS at once.',
    sends,
    depth: 'both-ends',
    phase: 'steps',
    run: (probe) => endOne(probe, id, how),
  };
}

async function endOne(probe: Probe, id: string, how: 'half-close' | 'reset'): Promise<CheckResult> {
  const opened = await probe.openTunnel('backup', id);
  if (opened.kind !== 'tunnel' || opened.connection === null) return unknown('There is no tunnel to end.');
  const { channel } = opened.tunnel;
  try {
    await within(opened.tunnel.settings, patienceMs, 'SETTINGS');
    const startedAtMs = performance.now();
    if (how === 'reset') channel.reset();
    else channel.finish();
    const end = await within(opened.connection.ended, patienceMs, 'the end');
    const tookMs = Math.round(end.atMs - startedAtMs);
    const evidence = `It arrives ${tookMs} ms later, as a ${end.how === 'reset' ? 'reset' : 'FIN'}.`;
    return tookMs <= promptMs ? pass(evidence) : warn(evidence, { remedy: 'pass-end' });
  } catch (error) {
    return warn(`${(error as Error).message}: the lock of the group stays as long.`, { remedy: 'pass-end' });
  } finally {
    channel.destroy();
  }
}

export const halfCloseCheck = makeCheck('half-close', 'half-close', 'an upgrade, then close_notify and FIN');
export const resetCheck = makeCheck('reset', 'reset', 'an upgrade, then a TCP reset');
