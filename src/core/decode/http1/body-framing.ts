// In: the fields of a head and what it answers. Out: how long its body is. RFC 9112 6.3, rule by rule.
import type { Fields } from '../step/index.js';
import { findField } from './head.js';

export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'sized'; readonly byteCount: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'untilClose' }
  | { readonly kind: 'bad'; readonly detail: string };

const none: BodyFraming = { kind: 'none' };

export function frameRequestBody(fields: Fields): BodyFraming {
  const coding = findField(fields, 'transfer-encoding');
  if (coding !== null) {
    return isChunked(coding)
      ? { kind: 'chunked' }
      : { kind: 'bad', detail: 'request with a transfer-encoding that is not chunked' };
  }
  return readLength(fields) ?? none;
}

export function frameResponseBody(status: number, requestMethod: string, fields: Fields): BodyFraming {
  if (requestMethod === 'HEAD' || status < 200 || status === 204 || status === 304) return none;
  const coding = findField(fields, 'transfer-encoding');
  if (coding !== null) return isChunked(coding) ? { kind: 'chunked' } : { kind: 'untilClose' };
  return readLength(fields) ?? { kind: 'untilClose' };
}

const isChunked = (coding: string): boolean => coding.toLowerCase().split(',').at(-1)?.trim() === 'chunked';

/** Equal repeated lengths count once, differing ones are a fault (and the stuff of request smuggling). */
function readLength(fields: Fields): BodyFraming | null {
  const text = findField(fields, 'content-length');
  if (text === null) return null;
  const lengths = new Set(text.split(',').map((one) => one.trim()));
  const [length = ''] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(length))
    return { kind: 'bad', detail: 'content-length is not one number' };
  return { kind: 'sized', byteCount: Number(length) };
}
