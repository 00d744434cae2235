// Notices a connection that the peer has reset while Node's HTTP/2 does not read. Node stops reading while a write is under way, and
// takes reading up when it ends; a write that fails at once ends without that, and nobody hears of the reset (seen on Node 20). In: the
// TCP socket. Out: a call when it is gone. Sends nothing: a write of no bytes fails only where there is no connection any more.
import type { Socket } from 'node:net';

/** How long a dead connection may look alive; a probe costs one system call. */
const probeEveryMs = 1_000;
const nothing = Buffer.alloc(0);

/** What libuv holds of writes; Node has no public name for it that HTTP/2 on TLS keeps true. */
const queuedBytes = (tcp: Socket): number =>
  (tcp as unknown as { readonly _handle?: { readonly writeQueueSize?: number } | null })._handle?.writeQueueSize ?? 0;

/** Ends by itself with the socket. */
export function watchReset(tcp: Socket, onGone: (error: Error) => void): void {
  let seenBytes = -1;
  const probing = setInterval(() => {
    const movedBytes = tcp.bytesRead + tcp.bytesWritten;
    const isMoving = movedBytes !== seenBytes;
    seenBytes = movedBytes;
    // Where the kernel takes no more, the system waits for room itself, and tells of a reset. A probe would wait in the same queue, and
    // with it our FIN.
    if (isMoving || tcp.destroyed || tcp.writableEnded || queuedBytes(tcp) > 0) return;
    tcp.write(nothing, (error) => {
      if (error) onGone(error);
    });
  }, probeEveryMs);
  tcp.once('close', () => clearInterval(probing));
}
