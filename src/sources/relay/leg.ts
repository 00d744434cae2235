// One side of a relayed connection: a TLS socket on a TCP socket. What both sides have in common: options, tuning, the fact that
// tells of their TLS, and a reset that is one. In: sockets. Out: sockets.
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Fact } from './tap.js';

export interface Leg {
  readonly tls: TLSSocket;
  readonly tcp: Socket;
}

/**
 * Half-closed ends stay open (Law 1). 1 MiB: a `data` event hands over one TLS record of 16 KiB at a time; reading what has
 * gathered, up to this much, costs a third less CPU.
 */
export const socketOptions = { allowHalfOpen: true, highWaterMark: 1 << 20 } as const;

/** As PBS and its client do on theirs (protocol.md 1.1, 1.2). */
const keepAliveAfterMs = 120_000;

export function tuneSocket(socket: Socket): void {
  socket.setNoDelay(true);
  socket.setKeepAlive(true, keepAliveAfterMs);
}

export function describeTls(
  leg: 'client' | 'server',
  tls: TLSSocket,
  offer: { readonly serverName: string | null; readonly alpnOffered: readonly string[] },
  fingerprint: string | null,
): Fact {
  return {
    kind: 'tlsEstablished',
    leg,
    version: tls.getProtocol() ?? 'unknown',
    cipherSuite: tls.getCipher()?.standardName ?? null,
    serverName: offer.serverName,
    alpnOffered: offer.alpnOffered,
    alpn: tls.alpnProtocol || null,
    fingerprint,
    clientRandom: null,
  };
}

/**
 * Ends a leg with RST alone. Node's resetAndDestroy first ends the stream, by which the peer gets a FIN and may take the end for a
 * clean one; under TLS the stream of the TCP socket carries nothing, so that end may be left out.
 */
export function resetLeg({ tls, tcp }: Leg): void {
  if (tcp.destroyed) return;
  const isShuttingDown = tls.writableEnded && !tls.writableFinished;
  if (isShuttingDown) {
    tcp.destroy(); // libuv refuses to reset then, and Node would leak the socket
    return;
  }
  tcp._final = (done) => done();
  tcp.resetAndDestroy();
}

const nothing = Buffer.alloc(0);

/**
 * Whether an end of stream was a reset. libuv reports a RST that lies directly behind data as a plain end, and a peer that crashed
 * would seem to have finished. Writing no bytes sends nothing and fails only where the connection is gone. Answers within two turns
 * of the loop: where earlier writes are still queued, their own error comes by then. After our own end nothing can be asked.
 */
export function askWhetherReset({ tls, tcp }: Leg, answer: (isReset: boolean) => void): void {
  let isAnswered = false;
  const settle = (isReset: boolean): void => {
    if (!isAnswered) answer(isReset);
    isAnswered = true;
  };
  if (tcp.destroyed || tls.writableEnded) {
    settle(false);
    return;
  }
  tcp.write(nothing, (error) => settle(error !== null && error !== undefined));
  setImmediate(() => setImmediate(settle, false));
}
