// Which header fields may leave decode (D15, Law 6). In: all fields of a head. Out: those on the list. A name that is not on it never
// becomes an Event, whatever it holds.
import type { HeaderList } from '../../event/index.js';
import type { Fields } from '../step/index.js';

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

/** `location` can hold a query; its secrets go the same way as those of a target. */
export function allowHeaders(fields: Fields, redactTarget: (target: string) => string): HeaderList {
  return fields
    .filter(([name]) => allowed.has(name))
    .map(([name, value]) => (name === 'location' ? [name, redactTarget(value)] : [name, value]));
}
