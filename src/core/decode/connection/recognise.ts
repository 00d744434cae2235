// In: the first bytes that a client sent. Out: which protocol they begin, or null while that is open.
import { clientPreface } from '../http2/index.js';

export type FirstProtocol = 'http1' | 'prior-knowledge';

export function recogniseFirst(bytes: Uint8Array): FirstProtocol | null {
  for (let index = 0; index < Math.min(bytes.length, clientPreface.length); index += 1) {
    if (bytes[index] !== clientPreface[index]) return 'http1';
  }
  return bytes.length >= clientPreface.length ? 'prior-knowledge' : null;
}

const headStarts = ['GET ', 'POST ', 'PUT ', 'DELETE ', 'HEAD ', 'OPTIONS ', 'PATCH ', 'CONNECT ', 'HTTP/1.'];

/** A late join: does this look like the start of an HTTP/1.1 head? */
export function looksLikeHttp1(bytes: Uint8Array): boolean {
  return headStarts.some((start) => [...start].every((character, index) => bytes[index] === character.charCodeAt(0)));
}
