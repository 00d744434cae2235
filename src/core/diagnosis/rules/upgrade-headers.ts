// Old peers whose upgrade boxes do not pass on. In: a session's upgrade. Out: an answer. protocol.md 1.5.
import { found, ok, type SessionRule } from '../rule.js';

export const upgradeHeaders: SessionRule = {
  id: 'upgrade-headers',
  title: 'The upgrade lacks its Connection header',
  about: 'session',
  severity: 'warning',
  firesWhen: 'The request or the 101 has an Upgrade header, but no `Connection: upgrade`.',
  silentWhen: 'Both have it.',
  threshold: 'RFC 9110 7.8 demands it; PBS itself does not look.',
  remedy: 'Update: the client sends it since 3.0.5, the server since 3.1.5.',
  check({ link }) {
    const { upgrade } = link;
    if (upgrade === null || upgrade.status !== 101) return ok;
    const because: string[] = [];
    if (!upgrade.didAskConnection)
      because.push('The request has no `Connection: upgrade`: a client before 3.0.5, or not the official one.');
    if (!upgrade.didAnswerConnection)
      because.push('The 101 has no `Connection: upgrade`: a server before 3.1.5, or not PBS.');
    if (because.length === 0) return ok;
    return found({
      because,
      advice:
        'It works here, and will not behind HAProxy, Squid, Caddy or lighttpd in HTTP mode (502, 400 or 200 instead of a session). Update PBS to 3.1.5 and the client to 3.0.5 at least, or use TCP mode.',
    });
  },
};
