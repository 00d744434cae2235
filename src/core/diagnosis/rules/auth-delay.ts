// Three seconds that are no latency. In: a connection. Out: an answer. protocol.md 2.5.
import { formatDuration } from '../../report/index.js';
import { type ConnectionRule, found, ok } from '../rule.js';

/** PBS waits 3 s before it answers 401; measured 3.03 s, more on a far line. A box answers at once. */
const leastDelayMs = 2500;
const mostDelayMs = 6000;

const proofs = {
  token: 'an API token',
  ticket: 'a ticket',
  basic: 'basic authentication',
  other: 'an unknown form of credentials',
  none: 'no credentials in its head',
} as const;

export const authDelay: ConnectionRule = {
  id: 'auth-delay',
  title: 'Credentials were refused: the three seconds are a penalty, not latency',
  about: 'connection',
  provenBy: 'op:login',
  severity: 'info',
  firesWhen: 'A 401 comes 2.5 to 6 s after its request.',
  silentWhen: 'A 401 comes at once (a box, not PBS), or the refusal is a 403.',
  threshold: 'PBS waits 3 s before a 401; 403 comes at once, after 0.5 s for some REST calls.',
  remedy: 'Mend the credentials; the line is not slow.',
  check({ link, sessions }) {
    const refused = link.unauthorised;
    if (refused === null || refused.delayMs < leastDelayMs || refused.delayMs > mostDelayMs) return ok;
    return found({
      // Where a session was refused for it, upgrade-refused is the error; a login that came to nothing has no other verdict.
      severity: sessions.length === 0 ? 'warning' : 'info',
      because: [
        `${refused.operation} with ${proofs[refused.scheme]}: 401 after ${formatDuration(refused.delayMs)}${refused.count > 1 ? `, ${refused.count} times` : ''}.`,
        ...(refused.text === null ? [] : [`The server says: ${refused.text}`]),
      ],
      advice:
        'Check user, realm and secret: PBS_REPOSITORY (`user@realm!token@host:store`), PBS_PASSWORD, and on the server `proxmox-backup-manager user list-tokens USER` (enabled, not expired).',
    });
  },
};
