// The TCP socket under each TLS socket: Node's TLS server hands out only the latter, and a RST or a bare FIN needs the former.
// In: TCP sockets as they are accepted. Out: the one that a TLS socket runs on. The peer's address and port name it.
import type { Socket } from 'node:net';

export class TcpSockets {
  readonly #byPeer = new Map<string, Socket>();

  add(tcp: Socket): void {
    const peer = peerOf(tcp);
    this.#byPeer.set(peer, tcp);
    tcp.once('close', () => {
      if (this.#byPeer.get(peer) === tcp) this.#byPeer.delete(peer);
    });
  }

  /** Null when the connection is gone already. */
  under(tls: Socket): Socket | null {
    return this.#byPeer.get(peerOf(tls)) ?? null;
  }
}

const peerOf = (socket: Socket): string => `${socket.remoteAddress} ${socket.remotePort}`;
