// A 101, and then something else than HTTP/2. In: a session's connection. Out: an answer. protocol.md 9.1.
import { found, ok, type SessionRule } from '../rule.js';

export const tunnelNotRaw: SessionRule = {
  id: 'tunnel-not-raw',
  title: 'What follows the 101 is not HTTP/2',
  about: 'session',
  severity: 'error',
  firesWhen: 'After the 101 the first bytes of a direction are no HTTP/2 preface or frame.',
  silentWhen: 'HTTP/2 follows, or nothing at all (see tunnel-closed-at-once).',
  threshold: 'The first bytes decide: HTTP/2 has a fixed beginning (RFC 9113 3.4).',
  remedy: 'The hop answered 101 but does not tunnel: use TCP mode.',
  check({ link }) {
    if (link.upgradedAtMs === null || link.notHttp2 === null) return ok;
    const { direction, detail } = link.notHttp2;
    const sender = direction === 'toServer' ? 'from the client' : direction === 'toClient' ? 'to the client' : 'on it';
    return found({
      because: [`First bytes ${sender} after the 101: ${detail}.`],
      advice:
        'A box answered 101 and then put something of its own on the connection. Pass the bytes through unread: TCP mode (HAProxy `mode tcp`, nginx `stream {}`), or switch off its WebSocket handling for `//api2/`.',
    });
  },
};
