// Keeps an eye on a client while its upstream is dialled. In: a socket whose first bytes were read. Out: what else it sends
// meanwhile, and word when it leaves.
import type { Socket } from 'node:net';

/** A client waits for our ServerHello; what it sends all the same stays in the socket beyond this. */
const maxHeldBytes = 65_536;

export interface HeldBytes {
  /** Gives the socket back, and the bytes that came. */
  release(): Buffer;
}

export function holdBytes(socket: Socket, onGone: () => void): HeldBytes {
  let held = Buffer.alloc(0);
  const take = (): void => {
    if (held.length > maxHeldBytes) return;
    const bytes = socket.read() as Buffer | null;
    if (bytes !== null) held = Buffer.concat([held, bytes]);
  };
  socket.on('readable', take);
  socket.on('end', onGone);
  socket.on('close', onGone);
  return {
    release() {
      socket.off('readable', take);
      socket.off('end', onGone);
      socket.off('close', onGone);
      return held;
    },
  };
}
