// Two servers behind one name, each with its own tickets. In: a connection. Out: an answer. protocol.md 2.2.
import { formatDuration } from '../../report/index.js';
import { type ConnectionRule, found, ok } from '../rule.js';

export const ticketPerNode: ConnectionRule = {
  id: 'ticket-per-node',
  title: 'A ticket given on one connection is refused on the next',
  about: 'connection',
  severity: 'warning',
  firesWhen:
    'A login is answered on one connection, and a request with a ticket gets 401 on another one of the same address.',
  silentWhen:
    'The 401 answers a token or a password, or the login was on the same connection or more than two hours ago.',
  threshold: 'Two hours: as long as a ticket holds.',
  remedy: 'Tickets are signed per host: keep a client on one server, or use API tokens known to both.',
  check({ link, connection }) {
    const refusal = link.ticketRefusal;
    if (refusal === null) return ok;
    const afterMs = refusal.atMs - refusal.loginAtMs;
    return found({
      because: [
        `${connection.server} gave a ticket on connection ${refusal.loginConnection} and refused one ${formatDuration(afterMs)} later on connection ${connection.id}.`,
      ],
      advice:
        'Two PBS answer behind this name, and a ticket is good on the one that signed it. Keep each client on one of them (HAProxy: `balance source`, nginx: `ip_hash`), or point the client at one server.',
    });
  },
};
