// In: the first bytes of one direction. Out: which protocol they begin, or null while more bytes could change that.
// Depends on the bytes alone, not on how many came at once.
import type { Direction } from '../../wire/index.js';
import { clientPreface } from '../http2/index.js';

export type FirstProtocol = 'http1' | 'prior-knowledge' | 'late-join';

export interface First {
  readonly direction: Direction;
  readonly bytes: Uint8Array;
  readonly isLateJoin: boolean;
}

const encode = (text: string): Uint8Array => Uint8Array.from(text, (character) => character.charCodeAt(0));
const methods = ['GET ', 'POST ', 'PUT ', 'DELETE ', 'HEAD ', 'OPTIONS ', 'PATCH ', 'CONNECT '].map(encode);
const statusLine = encode('HTTP/1.');

/** `yes`: begins with it; `maybe`: is a beginning of it. */
type Likeness = 'yes' | 'maybe' | 'no';

function compare(bytes: Uint8Array, start: Uint8Array): Likeness {
  const length = Math.min(bytes.length, start.length);
  for (let index = 0; index < length; index += 1) if (bytes[index] !== start[index]) return 'no';
  return length === start.length ? 'yes' : 'maybe';
}

export function recogniseFirst({ direction, bytes, isLateJoin }: First): FirstProtocol | null {
  if (direction === 'toClient') {
    const likeness = compare(bytes, statusLine);
    if (likeness === 'yes') return 'http1';
    // From its beginning, a connection is told by its client: a server of HTTP/2 may speak first.
    return isLateJoin && likeness === 'no' ? 'late-join' : null;
  }
  const preface = compare(bytes, clientPreface);
  if (preface === 'yes') return 'prior-knowledge';
  if (!isLateJoin) return preface === 'no' ? 'http1' : null;
  const heads = methods.map((method) => compare(bytes, method));
  if (heads.includes('yes')) return 'http1';
  return preface === 'maybe' || heads.includes('maybe') ? null : 'late-join';
}

/** Enough bytes for every answer. */
export const recognisableBytes = clientPreface.length;
