// A ticket got on one connection must be good on others: with two PBS behind a box it is not.

import { formatTarget } from '../../core/pbs/index.js';
import { type Check, fail, pass, skip, unknown } from '../check.js';
import { explainRefusal, loginRequest, type Probe, readTicket, ticketHeaders } from '../probe/index.js';
import { describeExchanged } from '../wire/index.js';

/** Enough to meet the other one of two servers, whichever way connections are spread. */
const connectionCount = 4;

export const loginCheck: Check = {
  id: 'login',
  title: 'A login works, and its ticket is good on other connections.',
  sends: 'POST //api2/json/access/ticket, then GET version with the ticket on four connections',
  depth: 'token',
  phase: 'steps',
  async run(probe) {
    const user = userOf(probe);
    if (user === null) return skip('A token needs no login; with a user and a password this can be tried.');
    const asked = await probe.ask(loginRequest(user.userId, user.password, probe.hostHeader));
    if (asked.kind !== 'asked') return unknown(`There is no connection: ${asked.detail}.`);
    const { exchanged } = asked;
    const ticket = exchanged.kind === 'reply' && exchanged.status === 200 ? readTicket(exchanged.body) : null;
    if (ticket === null)
      return fail(`No ticket: ${describeExchanged(exchanged)}.`, {
        remedy: explainRefusal(exchanged, asked.arrived).remedy,
      });
    const refused: string[] = [];
    for (let index = 0; index < connectionCount; index += 1) {
      const used = await probe.ask({
        method: 'GET',
        target: formatTarget('version'),
        headers: [...ticketHeaders(ticket), ['host', probe.hostHeader]],
      });
      if (used.kind !== 'asked' || used.exchanged.kind !== 'reply' || used.exchanged.status !== 200)
        refused.push(used.kind === 'asked' ? describeExchanged(used.exchanged) : used.detail);
    }
    if (refused.length === 0) return pass(`The ticket is good on ${connectionCount} more connections.`);
    const evidence = `The ticket was refused on ${refused.length} of ${connectionCount} connections: ${refused[0]}.`;
    return refused.length === connectionCount
      ? fail([evidence, 'Cookies do not reach PBS, or every connection reaches another one.'], {
          remedy: 'keep-authorization',
        })
      : areOfPbs(refused)
        ? fail(evidence, { findings: ['several-servers'], remedy: 'one-server' })
        : fail(evidence, { findings: ['server-missing'], remedy: 'server-health' });
  },
};

/** A ticket that one PBS gave and another refuses; other answers are of a box that reached none. */
const areOfPbs = (answers: readonly string[]): boolean => answers.every((answer) => / 401\b/.test(answer));

function userOf({
  options: { backend, account },
}: Probe): { readonly userId: string; readonly password: string } | null {
  if (backend !== null) return backend.user;
  return account === null || account.authId.includes('!') ? null : { userId: account.authId, password: account.secret };
}
