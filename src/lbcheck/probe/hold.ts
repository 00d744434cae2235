// Waiting on a tunnel: until a time is over, it ends, or the run is interrupted. In: a tunnel and a length. Out: what came first; a busy
// session as the control of a silent one. Says how long it still takes, once a second.
import type { Tunnel } from '../wire/index.js';
import type { Probe } from './probe.js';

export type Held = 'due' | 'ended' | 'interrupted';

const stepMs = 1000;

export function hold(probe: Probe, what: string, tunnel: Tunnel, untilMs: number): Promise<Held> {
  const { signal, onWait } = probe.options;
  return new Promise((resolve) => {
    const settle = (held: Held): void => {
      clearTimeout(timer);
      clearInterval(ticker);
      signal.removeEventListener('abort', onAbort);
      resolve(held);
    };
    const onAbort = (): void => settle('interrupted');
    const tick = (): void => onWait(what, Math.max(0, untilMs - performance.now()));
    const timer = setTimeout(() => settle('due'), Math.max(0, untilMs - performance.now()));
    const ticker = setInterval(tick, stepMs);
    if (signal.aborted) return settle('interrupted');
    signal.addEventListener('abort', onAbort);
    tick();
    void tunnel.channel.ended.then(() => settle('ended'));
  });
}

/** A session that is never silent: it tells an idle limit from a limit of age. */
export interface BusySession {
  readonly openedAtMs: number;
  /** Null while it lives. */
  cutAgeMs: number | null;
  /** Settles at its cut, at the end of the time, or when interrupted. */
  readonly over: Promise<Held>;
  end(): void;
}

/** Quicker than the shortest idle limit that anybody sets. */
const beatMs = 300;

/** Null where there is no second session to have: on a real PBS without --snapshot. */
export async function keepBusy(probe: Probe, label: string): Promise<BusySession | null> {
  const { backend, snapshot, limits } = probe.options;
  if (backend === null && snapshot === null) return null;
  const opened = await probe.openTunnel(backend === null ? 'reader' : 'backup', label);
  if (opened.kind !== 'tunnel') return null;
  const { tunnel } = opened;
  const openedAtMs = performance.now();
  const beat = setInterval(() => void tunnel.ping().catch(() => undefined), beatMs);
  const over = hold(probe, 'age', tunnel, openedAtMs + limits.ageMaxMs);
  const session: BusySession = { openedAtMs, cutAgeMs: null, over, end: () => tunnel.channel.destroy() };
  void over.then((held) => {
    clearInterval(beat);
    if (held === 'ended' && tunnel.channel.end?.isOurs === false) session.cutAgeMs = performance.now() - openedAtMs;
    tunnel.channel.destroy();
  });
  return session;
}

/** An age, or a moment, that is this near to the busy session's is the same. */
const sameCutMs = 1500;

/** Whether a session that ended just now met what the busy one meets too: then it is not its own silence or stall that counts. */
export async function endsLikeBusy(busy: BusySession | null, openedAtMs: number, endedAtMs: number): Promise<boolean> {
  if (busy === null) return false;
  const wait = new Promise((resolve) => setTimeout(resolve, endedAtMs + sameCutMs - performance.now()));
  await Promise.race([busy.over, wait]);
  const { cutAgeMs } = busy;
  if (cutAgeMs === null) return false;
  const isSameAge = Math.abs(cutAgeMs - (endedAtMs - openedAtMs)) <= sameCutMs;
  return isSameAge || Math.abs(busy.openedAtMs + cutAgeMs - endedAtMs) <= sameCutMs;
}
