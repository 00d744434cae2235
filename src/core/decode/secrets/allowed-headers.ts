// Which header fields may leave decode (D15, Law 6). In: all fields of a head. Out: those on the list. A name that is not on it never
// becomes an Event, whatever it holds.
import type { HeaderList } from '../../event/index.js';
import type { Fields } from '../step/index.js';
import { redactAuthority, redactTarget } from './redact-target.js';

const allowed = new Set([
  'accept',
  'accept-encoding',
  'alt-svc',
  'connection',
  'content-encoding',
  'content-length',
  'content-range',
  'content-type',
  'date',
  'forwarded',
  'host',
  'location',
  'proxy-agent',
  'range',
  'retry-after',
  'server',
  'transfer-encoding',
  'upgrade',
  'user-agent',
  'via',
  'x-forwarded-for',
  'x-forwarded-proto',
]);

export const isAllowedHeader = (name: string): boolean => allowed.has(name);

export function allowHeaders(fields: Fields): HeaderList {
  return fields.filter(([name]) => allowed.has(name)).map(([name, value]) => [name, redactValue(name, value)]);
}

/** The same with the pseudo-header fields of HTTP/2 before them. */
export function allowFrameHeaders(fields: Fields): HeaderList {
  const pseudo = fields.filter(([name]) => name.startsWith(':'));
  return [...pseudo.map(([name, value]) => [name, redactValue(name, value)] as const), ...allowHeaders(fields)];
}

/** Where targets and authorities stand, their secrets can stand. */
function redactValue(name: string, value: string): string {
  if (name === ':path' || name === 'location') return redactTarget(value);
  return name === ':authority' || name === 'host' ? redactAuthority(value) : value;
}
