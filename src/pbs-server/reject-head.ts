// What is no HTTP, or too long a head: the reply of PBS's own HTTP library, and the end of the connection (protocol.md 1.1).
// In: the parser's error and its socket. Out: 400 or 431 without a body.
import type { Duplex } from 'node:stream';
import { formatResponseHead } from './transport/index.js';

export function rejectHead(error: Error, socket: Duplex): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const status = 'code' in error && error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  const closing = [
    ['connection', 'close'],
    ['content-length', '0'],
    ['date', new Date().toUTCString()],
  ] as const;
  socket.end(formatResponseHead(status, closing));
}
