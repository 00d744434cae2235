// Who may come in: API tokens and passwords, tickets and CSRF tokens (protocol.md 2). In: request headers, or a login.
// Out: the auth id, or a 401 with PBS's detail. Secrets are compared as hashes and never leave this file.
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Outcome, refuse } from './refusal.js';

export interface TokenCredential {
  /** `user@realm!name` */
  readonly tokenId: string;
  readonly secret: string;
}

export interface PasswordCredential {
  /** `user@realm` */
  readonly userId: string;
  readonly password: string;
}

export interface Credentials {
  readonly tokens?: readonly TokenCredential[];
  readonly users?: readonly PasswordCredential[];
}

export interface LoginData {
  readonly CSRFPreventionToken: string;
  readonly ticket: string;
  readonly username: string;
}

/** The headers that carry credentials, by lower-case name. */
export type CredentialHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Lifetime of a ticket, and how far ahead a clock may be (2.2). */
const ticketLifetimeS = 7200;
const clockSkewS = 300;
const unauthorized = 401;

export class Accounts {
  readonly #tokens: ReadonlyMap<string, Buffer>;
  readonly #passwords: ReadonlyMap<string, Buffer>;
  readonly #signingKey = randomBytes(32);
  readonly #nowSeconds: () => number;

  constructor(credentials: Credentials, nowSeconds: () => number) {
    this.#tokens = new Map((credentials.tokens ?? []).map((one) => [one.tokenId, hash(one.secret)]));
    this.#passwords = new Map((credentials.users ?? []).map((one) => [one.userId, hash(one.password)]));
    this.#nowSeconds = nowSeconds;
  }

  /** A cookie wins over an authorization header, as in PBS (2.3). */
  authenticate(method: string, headers: CredentialHeaders): Outcome<string> {
    const ticket = findTicket(headerOf(headers, 'cookie'));
    if (ticket !== null) return this.#checkTicket(ticket, method, headerOf(headers, 'csrfpreventiontoken'));
    const token = /^PBSAPIToken[ =](.*)$/.exec(headerOf(headers, 'authorization'))?.[1];
    return token === undefined ? denied('no authentication credentials provided.') : this.#checkToken(token);
  }

  login(username: string, password: string): Outcome<LoginData> {
    const isKnown = isEqual(this.#passwords.get(username), hash(password));
    const isRenewal = password.startsWith('PBS:') && this.#readTicket(password) === username;
    if (!isKnown && !isRenewal) return refuse('permission check failed.', unauthorized, 'credentials');
    const time = formatTime(this.#nowSeconds());
    return {
      CSRFPreventionToken: `${time}:${this.#sign(`csrf:${time}:${username}`)}`,
      ticket: `PBS:${username}:${time}::${this.#sign(`PBS:${username}:${time}`)}`,
      username,
    };
  }

  #checkToken(text: string): Outcome<string> {
    const at = text.indexOf(':');
    if (at < 0) return denied('failed to split API token header');
    const tokenId = text.slice(0, at);
    return isEqual(this.#tokens.get(tokenId), hash(decodePercent(text.slice(at + 1))))
      ? tokenId
      : denied('invalid API token');
  }

  #checkTicket(ticket: string, method: string, csrf: string): Outcome<string> {
    const userId = this.#readTicket(ticket);
    if (userId === null) return denied('invalid ticket');
    if (userId === 'expired') return denied('invalid ticket - expired');
    if (method === 'GET') return userId;
    if (csrf === '') return denied('missing CSRF prevention token');
    const [time = '', signature = ''] = csrf.split(':');
    const isGenuine = isEqual(hash(this.#sign(`csrf:${time}:${userId}`)), hash(signature));
    return isGenuine && this.#isCurrent(time) ? userId : denied('invalid CSRF prevention token');
  }

  /** User of a genuine ticket; `expired` when it is too old. */
  #readTicket(ticket: string): string | 'expired' | null {
    const match = /^(PBS:([^:]+):([0-9A-F]{8}))::(.+)$/.exec(ticket);
    if (match === null) return null;
    const [, signed = '', userId = '', time = '', signature = ''] = match;
    if (!isEqual(hash(this.#sign(signed)), hash(signature))) return null;
    return this.#isCurrent(time) ? userId : 'expired';
  }

  #isCurrent(time: string): boolean {
    const ageS = this.#nowSeconds() - Number.parseInt(time, 16);
    return ageS >= -clockSkewS && ageS <= ticketLifetimeS;
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#signingKey).update(text).digest('base64').replace(/=+$/, '');
  }
}

function denied(detail: string): Outcome<string> {
  return refuse(`authentication failed - ${detail}`, unauthorized, 'credentials');
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isEqual(known: Buffer | undefined, given: Buffer): boolean {
  // A name that nobody has takes as long as a wrong secret.
  return timingSafeEqual(known ?? Buffer.alloc(given.length), given) && known !== undefined;
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

function formatTime(seconds: number): string {
  return seconds.toString(16).toUpperCase().padStart(8, '0');
}
