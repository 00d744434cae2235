// In: the fields of a request head. Out: what it proved itself with: scheme and auth id, never the proof (D15). Forms of the header
// and the cookie: protocol.md 2.2 to 2.4.
import type { Credential } from '../../event/index.js';
import type { Fields } from '../step/index.js';

const authIdPattern = /^[^\s:/]+@[A-Za-z0-9_][A-Za-z0-9._-]*(?:![A-Za-z0-9_][A-Za-z0-9._-]*)?$/;

const checkedAuthId = (text: string | undefined): string | null =>
  text !== undefined && authIdPattern.test(text) ? text : null;

function decodePercent(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
}

function ofCookie(value: string): Credential | null {
  const ticket = /(?:^|;\s*)(?:__Host-)?PBSAuthCookie=([^;]*)/.exec(value)?.[1];
  if (ticket === undefined) return null;
  return { scheme: 'ticket', authId: checkedAuthId(decodePercent(ticket).split(':')[1]) };
}

function ofAuthorization(value: string): Credential {
  const token = /^PBSAPIToken[ =]([^:]*):/.exec(value);
  if (token !== null) return { scheme: 'token', authId: checkedAuthId(token[1]) };
  return { scheme: /^basic\s/i.test(value) ? 'basic' : 'other', authId: null };
}

/** A cookie wins over `authorization`, as on the server. */
export function readCredential(fields: Fields): Credential | null {
  let authorization: Credential | null = null;
  for (const [name, value] of fields) {
    if (name === 'cookie') {
      const ticket = ofCookie(value);
      if (ticket !== null) return ticket;
    }
    if (name === 'authorization' || name === 'proxy-authorization') authorization ??= ofAuthorization(value);
  }
  return authorization;
}
