// Who comes in, and what they may do (protocol.md 2): headers or a login against the book of accounts. In: headers, a clock.
// Out: an auth id, a ticket, privileges; or a 401 with PBS's detail. Secrets are compared as hashes and never leave here.
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { type AccountBook, isActive } from './account-book.js';
import { isToken, isTokenId, isUserId } from './auth-id.js';
import { holdsBelow, privilegesOn } from './permissions.js';
import type { Privilege } from './roles.js';
import { isPassword, isTokenSecret } from './secret-hash.js';
import { denied, type TicketKeys, Tickets } from './tickets.js';

export interface LoginData {
  readonly CSRFPreventionToken: string;
  readonly ticket: string;
  readonly username: string;
}

/** The headers that carry credentials, by lower-case name. */
export type CredentialHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface AccountsOptions {
  /** The book as it is now: asked for at every request. */
  readonly readBook: () => Promise<AccountBook>;
  readonly keys: TicketKeys;
  readonly nowSeconds: () => number;
}

const unauthorized = 401;

export class Accounts {
  readonly #readBook: () => Promise<AccountBook>;
  readonly #tickets: Tickets;
  readonly #nowSeconds: () => number;

  constructor(options: AccountsOptions) {
    this.#readBook = options.readBook;
    this.#tickets = new Tickets(options.keys);
    this.#nowSeconds = options.nowSeconds;
  }

  /** A cookie wins over an authorization header, as in PBS (2.3). */
  async authenticate(method: string, headers: CredentialHeaders): Promise<Outcome<string>> {
    const book = await this.#readBook();
    const ticket = findTicket(headerOf(headers, 'cookie'));
    if (ticket !== null) return this.#checkTicket(book, ticket, method, headerOf(headers, 'csrfpreventiontoken'));
    const token = /^PBSAPIToken[ =](.*)$/.exec(headerOf(headers, 'authorization'))?.[1];
    return token === undefined ? denied('no authentication credentials provided.') : this.#checkToken(book, token);
  }

  /** The password may be a ticket that is still good: renewal. What is no good ticket is looked at as a password, as in PBS. */
  async login(username: string, password: string): Promise<Outcome<LoginData>> {
    const nowSeconds = this.#nowSeconds();
    const book = await this.#readBook();
    const ticketUser = this.#tickets.checkTicket(password, nowSeconds);
    const isGenuine = isRefusal(ticketUser)
      ? await isPassword(password, book.users[username]?.passwordHash ?? null)
      : ticketUser === username;
    if (!isGenuine || !isUserId(username) || !isActive(book, username, nowSeconds)) {
      return refuse('permission check failed.', unauthorized);
    }
    return {
      CSRFPreventionToken: this.#tickets.issueCsrfToken(username, nowSeconds),
      ticket: this.#tickets.issueTicket(username, nowSeconds),
      username,
    };
  }

  async isActive(authId: string): Promise<boolean> {
    return isActive(await this.#readBook(), authId, this.#nowSeconds());
  }

  async privilegesOn(authId: string, path: string): Promise<ReadonlySet<Privilege>> {
    return privilegesOn(await this.#readBook(), authId, path);
  }

  async holdsBelow(authId: string, path: string, wanted: readonly Privilege[]): Promise<boolean> {
    return holdsBelow(await this.#readBook(), authId, path, wanted);
  }

  /** In PBS's order: the name, whether it is active, then the secret. */
  #checkToken(book: AccountBook, text: string): Outcome<string> {
    const at = text.indexOf(':');
    const tokenId = at < 0 ? text : text.slice(0, at);
    if (!isTokenId(tokenId) && !isUserId(tokenId)) return denied('not a valid user id');
    if (!isActive(book, tokenId, this.#nowSeconds())) return denied('user account or token disabled or expired.');
    if (at < 0) return denied('failed to split API token header');
    if (!isToken(tokenId)) return denied('not an API token ID');
    const hash = book.tokens[tokenId]?.secretHash;
    if (hash === undefined) return denied('invalid API token');
    return isTokenSecret(decodePercent(text.slice(at + 1)), hash) ? tokenId : denied('invalid credentials');
  }

  #checkTicket(book: AccountBook, ticket: string, method: string, csrf: string): Outcome<string> {
    const nowSeconds = this.#nowSeconds();
    const userId = this.#tickets.checkTicket(ticket, nowSeconds);
    if (isRefusal(userId)) return userId;
    if (!isActive(book, userId, nowSeconds)) return denied('user account disabled or expired.');
    if (method === 'GET') return userId;
    if (csrf === '') return denied('missing CSRF prevention token');
    return this.#tickets.checkCsrfToken(csrf, userId, nowSeconds) ?? userId;
  }
}

function headerOf(headers: CredentialHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}

/** 4.x's cookie name wins over the plain one; clients send the ticket raw or percent-encoded. */
function findTicket(cookie: string): string | null {
  const pairs = cookie.split(';').map((pair) => pair.trim());
  for (const name of ['__Host-PBSAuthCookie=', 'PBSAuthCookie=']) {
    const pair = pairs.find((one) => one.startsWith(name));
    if (pair !== undefined) return decodePercent(pair.slice(name.length));
  }
  return null;
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a raw secret may hold a lone percent sign
  }
}
