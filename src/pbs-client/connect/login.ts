// In: a connection, a user and a password, or a ticket that is still valid. Out: a ticket (protocol.md 2.1). A second factor
// cannot be asked for, as in the official client.
import type { Socket } from 'node:net';
import { isJsonObject } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Repository } from '../repository.js';
import type { Ticket } from './credential.js';
import { callRest } from './rest-call.js';

const cookieName = 'PBSAuthCookie';
/** The name that a server asks for by setting it. */
const hostCookieName = '__Host-PBSAuthCookie';
const secondFactorMark = 'PBS:!tfa!';

export async function logIn(
  socket: Socket,
  repository: Repository,
  password: string,
  timeoutMs: number,
): Promise<Ticket> {
  const username = repository.authId;
  const values = { username, password };
  const { data, response } = await callRest(socket, { name: 'login', values, repository, credential: null }, timeoutMs);
  const ticket = isJsonObject(data) ? data['ticket'] : null;
  const csrfToken = isJsonObject(data) ? data['CSRFPreventionToken'] : null;
  if (typeof ticket !== 'string' || typeof csrfToken !== 'string')
    throw new ClientFailure('damaged', 'the login gave no ticket');
  if (ticket.startsWith(secondFactorMark))
    throw new ClientFailure('authentication', `${username} needs a second factor; use an API token`);
  const isHostCookie = new RegExp(`^set-cookie:\\s*${hostCookieName}=\\S`, 'im').test(response.head);
  return { kind: 'ticket', username, ticket, csrfToken, cookieName: isHostCookie ? hostCookieName : cookieName };
}
