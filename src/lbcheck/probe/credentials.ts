// The account that the checks use: a token as it is, a password as the ticket that it is changed into, once, through the box. In: an
// account, a way to ask. Out: header lines, without which a request is one without credentials. The secret goes nowhere else.
import { formatTarget, isJsonObject, type Json, parseJson } from '../../core/pbs/index.js';
import { isTokenId } from '../../pbs-client/index.js';
import type { Request } from '../wire/index.js';
import type { Asked } from './probe.js';

export interface Account {
  /** `user@realm` or `user@realm!token`. */
  readonly authId: string;
  readonly secret: string;
  readonly store: string;
  readonly namespace: string;
}

export interface Ticket {
  readonly cookie: string;
  readonly csrfToken: string;
}

export class Credentials {
  readonly #account: Account | null;
  readonly #host: string;
  readonly #send: (request: Request) => Promise<Asked>;
  #ticket: Promise<Ticket | null> | null = null;

  constructor(account: Account | null, host: string, send: (request: Request) => Promise<Asked>) {
    this.#account = account;
    this.#host = host;
    this.#send = send;
  }

  async headers(): Promise<Request['headers']> {
    const account = this.#account;
    if (account === null) return [];
    if (isTokenId(account.authId))
      return [['authorization', `PBSAPIToken ${account.authId}:${encodeURIComponent(account.secret)}`]];
    this.#ticket ??= this.logIn(account.authId, account.secret);
    const ticket = await this.#ticket;
    return ticket === null ? [] : ticketHeaders(ticket);
  }

  /** Null where no ticket came back. */
  async logIn(username: string, password: string): Promise<Ticket | null> {
    const asked = await this.#send(loginRequest(username, password, this.#host));
    if (asked.kind !== 'asked' || asked.exchanged.kind !== 'reply' || asked.exchanged.status !== 200) return null;
    return readTicket(asked.exchanged.body);
  }
}

export function loginRequest(username: string, password: string, host: string): Request {
  const body = Buffer.from(JSON.stringify({ password, username }));
  return {
    method: 'POST',
    target: formatTarget('login'),
    headers: [
      ['content-type', 'application/json'],
      ['content-length', String(body.length)],
      ['host', host],
    ],
    body,
  };
}

export function readTicket(body: string): Ticket | null {
  const value: Json | undefined = parseJson(body) ?? undefined;
  const data = isJsonObject(value) ? value['data'] : null;
  const ticket = isJsonObject(data) ? data['ticket'] : null;
  const csrfToken = isJsonObject(data) ? data['CSRFPreventionToken'] : null;
  return typeof ticket === 'string' && typeof csrfToken === 'string'
    ? { cookie: `PBSAuthCookie=${ticket}`, csrfToken }
    : null;
}

export const ticketHeaders = ({ cookie, csrfToken }: Ticket): Request['headers'] => [
  ['cookie', cookie],
  ['csrfpreventiontoken', csrfToken],
];
