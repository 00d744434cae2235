// In: a socket that HTTP/1.1 is expected from. Out: one head, up to its blank line; what came behind it goes back into the socket,
// because HTTP/2 follows a 101 in the same segment (protocol.md 1.6).
import type { Socket } from 'node:net';
import { ClientFailure } from '../client-failure.js';

/** The official client's own bound for a head. */
const maxHeadBytes = 32 * 1024;

export function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const settle = (run: () => void): void => {
      socket.off('readable', read);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
      socket.off('error', onError);
      run();
    };
    const fail = (message: string): void => settle(() => reject(new ClientFailure('tunnel-broken', message)));
    const onEnd = (): void => fail('the connection ended before the answer');
    const onError = (error: Error): void => fail(error.message);
    const read = (): void => {
      for (let bytes = socket.read() as Buffer | null; bytes !== null; bytes = socket.read() as Buffer | null) {
        head = Buffer.concat([head, bytes]);
        const end = head.indexOf('\r\n\r\n');
        if (end >= 0) {
          const rest = head.subarray(end + 4);
          settle(() => {
            if (rest.length > 0) socket.unshift(rest);
            resolve(head.subarray(0, end).toString('latin1'));
          });
          return;
        }
        if (head.length > maxHeadBytes) {
          fail('the answer is too large for a head');
          return;
        }
      }
    };
    socket.on('readable', read);
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    socket.on('error', onError);
    read();
  });
}
