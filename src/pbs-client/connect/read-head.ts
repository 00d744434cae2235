// In: a socket that HTTP/1.1 is expected from. Out: one head, up to its blank line; what came behind it goes back into the
// socket, because HTTP/2 may follow a 101 in the same segment (protocol.md 1.6).
import type { Socket } from 'node:net';
import { ClientFailure } from '../client-failure.js';

export interface Head {
  /** Without the blank line. */
  readonly head: string;
  /** Bytes that came with it; they are in the socket again. */
  readonly behindBytes: number;
}

/** The official client's own bound for a head (protocol.md 1.3). */
const maxHeadBytes = 32 * 1024;
const blankLine = '\r\n\r\n';

/** On any failure the socket is destroyed. */
export function readHead(socket: Socket, timeoutMs: number, timeoutText: string): Promise<Head> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const settle = (): void => {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd).off('error', onError);
    };
    const fail = (message: string): void => {
      settle();
      socket.on('error', () => undefined); // the failure is told once, here
      socket.destroy();
      reject(new ClientFailure('tunnel-broken', message));
    };
    const onEnd = (): void => fail('the connection ended before the answer');
    const onError = (error: Error): void => fail(error.message);
    const onReadable = (): void => {
      for (let part = socket.read() as Buffer | null; part !== null; part = socket.read() as Buffer | null) {
        bytes = Buffer.concat([bytes, part]);
      }
      const end = bytes.indexOf(blankLine);
      if (end > maxHeadBytes || (end < 0 && bytes.length > maxHeadBytes)) fail('the answer is too large for a head');
      if (end < 0 || end > maxHeadBytes) return;
      settle();
      const behind = bytes.subarray(end + blankLine.length);
      if (behind.length > 0) socket.unshift(behind);
      resolve({ head: bytes.toString('latin1', 0, end), behindBytes: behind.length });
    };
    const timer = setTimeout(() => fail(timeoutText), timeoutMs);
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd).on('error', onError);
    onReadable();
  });
}
