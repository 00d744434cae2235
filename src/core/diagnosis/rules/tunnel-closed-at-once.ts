// A 101, and then the end. In: a session's connection. Out: an answer. protocol.md 5.9, 9.1.
import { formatDuration } from '../../report/index.js';
import { endOf } from '../facts/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** A session that works has its first frames within milliseconds of the 101; a second is patience enough. */
const atOnceMs = 1000;

export const tunnelClosedAtOnce: SessionRule = {
  id: 'tunnel-closed-at-once',
  title: 'The connection ended right after the 101',
  about: 'session',
  severity: 'error',
  firesWhen: 'The connection ends within 1 s of the 101, and one of the two sides had not sent a single frame.',
  silentWhen: 'Both sides had sent frames: then the session itself ended.',
  threshold: '1 s: working peers send their SETTINGS within milliseconds of the 101.',
  remedy: 'The hop does not keep the tunnel: HTTP/1.1 towards PBS, or TCP mode.',
  check({ link }) {
    const end = endOf(link);
    if (link.upgradedAtMs === null || end === null || link.notHttp2 !== null) return ok;
    const afterMs = end.atMs - link.upgradedAtMs;
    const silent = link.frameCount.toClient === 0 ? 'server' : link.frameCount.toServer === 0 ? 'client' : null;
    if (silent === null || afterMs > atOnceMs) return ok;
    const by = link.closed?.by ?? (link.firstEnd?.direction === 'toServer' ? 'client' : 'server');
    return found({
      because: [
        `Ended ${formatDuration(afterMs)} after the 101, by ${by} (${end.how}).`,
        `Not a single frame came from the ${silent}.`,
      ],
      advice:
        silent === 'server'
          ? 'Something near the server closes after the 101, or loses the first bytes of the client. nginx: `proxy_http_version 1.1`, not 1.0; else TCP mode, which tunnels whatever comes.'
          : 'The client, or a box near it, closed after the 101: see what the client printed; a box must pass the bytes behind the 101 on without waiting for the client.',
    });
  },
};
