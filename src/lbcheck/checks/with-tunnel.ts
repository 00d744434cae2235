// What most checks begin with: the tunnel that was opened once. In: a side, and what to do in the tunnel. Out: its result, or that there
// is no tunnel, or what ended it.
import type { SessionSide } from '../../core/pbs/index.js';
import { type CheckResult, fail, skip } from '../check.js';
import type { Opened, Probe } from '../probe/index.js';

export async function withTunnel(
  probe: Probe,
  side: SessionSide,
  look: (opened: Opened) => Promise<CheckResult>,
): Promise<CheckResult> {
  const opening = await probe.sharedTunnel(side);
  if (opening.kind === 'nothing-to-read') return skip('There is no snapshot to read: name one with --snapshot.');
  if (opening.kind !== 'tunnel') return skip('There is no tunnel.');
  try {
    return await look(opening);
  } catch (error) {
    return fail(`${(error as Error).message}.`, { findings: ['tunnel-broken'], remedy: 'pass-upgrade' });
  }
}

/** Rejects when nothing comes in time: in a broken tunnel bytes may just vanish. */
export function within<T>(work: Promise<T>, patienceMs: number, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${what} did not come within ${patienceMs / 1000} s`)), patienceMs);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Rejects when nothing passed for so long, however long the whole takes: a slow machine is no fault of the box. */
export function whileBytesPass<T>(
  work: Promise<T>,
  lastByteAtMs: () => number,
  patienceMs: number,
  what: string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const startedAtMs = performance.now();
    const look = setInterval(() => {
      if (performance.now() - Math.max(startedAtMs, lastByteAtMs()) > patienceMs)
        reject(new Error(`${what} did not come, and nothing passed for ${patienceMs / 1000} s`));
    }, lookMs);
    work.then(resolve, reject).finally(() => clearInterval(look));
  });
}

const lookMs = 1000;
