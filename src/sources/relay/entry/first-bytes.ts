// Waits for the first bytes of a socket and says what they are: a whole ClientHello, a plain request, or neither. In: a socket
// that nobody reads yet. Out: the finding and the bytes, taken off the socket. Its deadline is the caller's (it destroys the socket).
import type { Socket } from 'node:net';
import { type ClientHello, maxClientHelloBytes, parseClientHello } from './client-hello.js';
import { type PlainRequest, parsePlainRequest } from './plain-request.js';

export type FirstBytes =
  | { readonly kind: 'tls'; readonly hello: ClientHello; readonly bytes: Buffer }
  | { readonly kind: 'plain'; readonly request: PlainRequest; readonly rest: Buffer }
  | { readonly kind: 'malformed'; readonly detail: string; readonly isTls: boolean }
  /** The socket ended or was destroyed first. */
  | { readonly kind: 'gone'; readonly byteCount: number };

const tlsHandshakeByte = 0x16;

function look(bytes: Buffer): FirstBytes | null {
  if (bytes.length === 0) return null;
  const isTls = bytes[0] === tlsHandshakeByte;
  const found = isTls ? parseClientHello(bytes) : parsePlainRequest(bytes);
  switch (found.kind) {
    case 'incomplete':
      return bytes.length > maxClientHelloBytes * 2
        ? { kind: 'malformed', detail: 'an endless ClientHello', isTls }
        : null;
    case 'malformed':
      return { kind: 'malformed', detail: found.detail, isTls };
    case 'hello':
      return { kind: 'tls', hello: found, bytes };
    case 'request':
      return { kind: 'plain', request: found, rest: bytes.subarray(found.headBytes) };
  }
}

/** `early`: bytes that were read before, as behind a CONNECT's head. */
export function readFirstBytes(socket: Socket, early: Buffer): Promise<FirstBytes> {
  return new Promise((resolve) => {
    let bytes = early;
    const settle = (result: FirstBytes): void => {
      socket.off('readable', advance);
      socket.off('end', gone);
      socket.off('close', gone);
      resolve(result);
    };
    const gone = (): void => settle({ kind: 'gone', byteCount: bytes.length });
    const advance = (): void => {
      const more = socket.read() as Buffer | null;
      if (more !== null) bytes = bytes.length === 0 ? more : Buffer.concat([bytes, more]);
      const found = look(bytes);
      if (found !== null) settle(found);
    };
    socket.on('readable', advance);
    socket.on('end', gone);
    socket.on('close', gone);
    if (socket.destroyed) gone();
    else advance();
  });
}
