// Tickets and CSRF tokens: signed by this server's keys, two hours valid (protocol.md 2.2, 2.3). In: a user and a time, or a
// text from a client. Out: the text in PBS's form, or the user behind it and PBS's words for what is wrong.
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { type Outcome, refuse } from '../refusal.js';
import { isEqual } from './secret-hash.js';

/** Lifetime of a ticket, and how far ahead a clock may be (2.2). */
const lifetimeS = 7200;
const clockSkewS = 300;
const unauthorized = 401;

export interface TicketKeys {
  /** Ed25519, PKCS #8 in PEM: signs tickets. */
  readonly privateKeyPem: string;
  /** Base64url: the key of the CSRF tokens. */
  readonly csrfKey: string;
}

export class Tickets {
  readonly #privateKey: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #csrfKey: Buffer;

  constructor(keys: TicketKeys) {
    this.#privateKey = createPrivateKey(keys.privateKeyPem);
    this.#publicKey = createPublicKey(this.#privateKey);
    this.#csrfKey = Buffer.from(keys.csrfKey, 'base64url');
  }

  issueTicket(userId: string, nowSeconds: number): string {
    const text = `PBS:${userId}:${formatTime(nowSeconds)}`;
    return `${text}::${toBase64(sign(null, Buffer.from(text), this.#privateKey))}`;
  }

  issueCsrfToken(userId: string, nowSeconds: number): string {
    return `${formatTime(nowSeconds)}:${toBase64(this.#signCsrf(userId, formatTime(nowSeconds)))}`;
  }

  /** The user of a genuine ticket that is still good. */
  checkTicket(ticket: string, nowSeconds: number): Outcome<string> {
    const [prefix, data, time, separator, signature] = ticket.split(':');
    if (prefix !== 'PBS') return denied('ticket with invalid prefix');
    if (data === undefined) return denied('ticket without data');
    const seconds = parseTime(time);
    if (time === undefined) return denied('ticket without timestamp');
    if (seconds === null) return denied('ticket with bad timestamp: invalid digit found in string');
    if (separator === undefined) return denied('ticket without signature');
    if (separator !== '' || signature === undefined) return denied('ticket without signature separator');
    const ageS = nowSeconds - seconds;
    if (ageS < -clockSkewS) return denied('invalid ticket - timestamp newer than expected');
    if (ageS > lifetimeS) return denied('invalid ticket - expired');
    const signed = Buffer.from(`${prefix}:${data}:${time}`);
    const isGenuine = verify(null, signed, this.#publicKey, Buffer.from(signature, 'base64'));
    return isGenuine ? data : denied('ticket with invalid signature');
  }

  checkCsrfToken(token: string, userId: string, nowSeconds: number): Outcome<null> {
    const [time = '', signature, ...more] = token.split(':');
    if (signature === undefined || more.length > 0) return deniedCsrf('format error - wrong number of parts.');
    const seconds = parseTime(time);
    if (seconds === null) return deniedCsrf('timestamp format error - invalid digit found in string');
    if (!isEqual(this.#signCsrf(userId, time), Buffer.from(signature, 'base64')))
      return deniedCsrf('invalid signature.');
    const ageS = nowSeconds - seconds;
    if (ageS < -clockSkewS) return deniedCsrf('timestamp newer than expected.');
    return ageS > lifetimeS ? deniedCsrf('timestamp too old.') : null;
  }

  #signCsrf(userId: string, time: string): Buffer {
    return createHmac('sha3-256', this.#csrfKey).update(`${time}:${userId}:`).digest();
  }
}

/** A 401 as PBS words it (protocol.md 2.5). */
export function denied(detail: string): Outcome<never> {
  return refuse(`authentication failed - ${detail}`, unauthorized, 'credentials');
}

function deniedCsrf(detail: string): Outcome<never> {
  return denied(`invalid csrf token - ${detail}`);
}

function toBase64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}

function formatTime(seconds: number): string {
  return seconds.toString(16).toUpperCase().padStart(8, '0');
}

function parseTime(text: string | undefined): number | null {
  return text !== undefined && /^[0-9A-Fa-f]{1,12}$/.test(text) ? Number.parseInt(text, 16) : null;
}
