// In: a socket behind the head of an answer that is no 101. Out: the text of its body, as far as its length is announced and
// no further than error texts go. PBS always announces it; without a length there is no text.
import type { Socket } from 'node:net';

const maxErrorBytes = 4096;
/** An error body comes in the segment of its head or right behind it. */
const patienceMs = 5000;

export function readErrorText(socket: Socket, head: string): Promise<string> {
  const announced = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  const wantBytes = Math.min(maxErrorBytes, announced);
  return new Promise((resolve) => {
    let body = Buffer.alloc(0);
    const settle = (): void => {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('end', settle).off('close', settle);
      resolve(body.toString('utf8', 0, wantBytes).trim());
    };
    const onReadable = (): void => {
      for (let part = socket.read() as Buffer | null; part !== null; part = socket.read() as Buffer | null) {
        body = Buffer.concat([body, part]);
      }
      if (body.length >= wantBytes) settle();
    };
    const timer = setTimeout(settle, patienceMs);
    socket.on('error', () => undefined); // `close` follows; the answer's status is known already
    socket.on('readable', onReadable).on('end', settle).on('close', settle);
    onReadable();
  });
}
