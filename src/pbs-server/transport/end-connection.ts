// The end of a TLS connection in the way that was asked for. In: both sockets of it. Out: FIN, close_notify and FIN, or RST on
// the wire, and nothing else. A FIN must not turn into a RST, so what the peer still sends is read for a moment.
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CloseHow } from '../faults/index.js';

export interface Sockets {
  readonly tls: TLSSocket;
  readonly tcp: Socket;
}

/** Closing a socket with unread bytes in it makes the system send a RST (RFC 1122 §4.2.2.13). */
const lingerMs = 2000;

export function endConnection({ tls, tcp }: Sockets, how: CloseHow): void {
  if (tls.destroyed) return;
  if (how === 'reset') {
    // Node first ends the stream, which the peer would see as a FIN; under TLS the stream of the TCP socket carries nothing.
    tcp._final = (done) => done();
    tcp.resetAndDestroy();
    return;
  }
  if (how === 'close-notify') tls.end();
  else tcp.end();
  const timer = setTimeout(() => tls.destroy(), lingerMs);
  tls.once('end', () => tls.destroy());
  tls.once('close', () => clearTimeout(timer));
  tls.removeAllListeners('readable');
  tls.on('data', () => undefined).resume();
}
