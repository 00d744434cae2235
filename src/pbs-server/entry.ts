// The port before TLS (protocol.md 0.3, 1.1): the first bytes of a connection tell TLS from plain HTTP, which is sent away to
// `https`. In: connections. Out: TLS sockets that have shaken hands. Too slow or too many: closed, and counted in the log.
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { KeyPair } from './certificate.js';
import { rejectHead } from './reject-head.js';
import { sendResponse, TcpSockets } from './transport/index.js';

/** PBS gives a TLS handshake ten seconds, the first bytes included. */
const handshakeTimeoutMs = 10_000;
/** First keepalive probe. */
const keepAliveDelayMs = 120_000;
/** Connections that have not shaken hands yet. */
const maxPendingCount = 1024;
/** PBS peeks at this much. */
const peekBytes = 5;
const handshakeRecord = 0x16;
const recordMajorVersion = 0x03;

export interface EntryOptions {
  readonly tls: KeyPair;
  /** How long a connection may be silent before it is taken for plain HTTP; null: closed when the handshake is overdue. */
  readonly plainHttpAfterMs: number | null;
  /** Gets the TCP socket too: a RST or a bare FIN needs it. */
  readonly accept: (tls: TLSSocket, tcp: Socket) => void;
  readonly log: (line: string) => void;
}

export interface Entry {
  readonly listener: Server;
  /** Cuts what has not shaken hands yet, and what plain HTTP keeps open. */
  destroyPending(): void;
}

export function createEntry(options: EntryOptions): Entry {
  // No ALPN here: PBS selects none, whatever a client offers.
  const secure = createTlsServer({ ...options.tls, minVersion: 'TLSv1.2', handshakeTimeout: handshakeTimeoutMs });
  const plain = createRedirect();
  const tcpSockets = new TcpSockets();
  const pending = new Set<Socket>();
  secure.on('secureConnection', (tls) => {
    const tcp = tcpSockets.under(tls);
    if (tcp === null) return void tls.destroy(); // gone between its handshake and now
    pending.delete(tcp);
    options.accept(tls, tcp);
  });
  const listener = createNetServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: keepAliveDelayMs });
  listener.on('connection', (socket) => {
    socket.on('error', () => undefined); // `close` follows
    if (pending.size >= maxPendingCount) {
      options.log('connection rejected - too many open connections');
      socket.destroy();
      return;
    }
    tcpSockets.add(socket);
    pending.add(socket);
    socket.once('close', () => pending.delete(socket));
    void readKind(socket, options.plainHttpAfterMs).then((kind) => {
      if (kind === 'silent') socket.destroy();
      else (kind === 'tls' ? secure : plain).emit('connection', socket);
    });
  });
  return {
    listener,
    destroyPending() {
      for (const socket of pending) socket.destroy();
    },
  };
}

/** Everything that is asked without TLS gets the way to the right door, and no path: the client keeps its own. */
function createRedirect(): HttpServer {
  const server = createHttpServer({ requireHostHeader: false });
  server.on('clientError', rejectHead);
  server.on('request', (request, response) => {
    const { host } = request.headers;
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    const status = host === undefined ? 400 : isRead ? 301 : 308;
    const extra = host === undefined ? [] : [['location', `https://${host}`] as const];
    void sendResponse(response, { kind: 'answer', status, contentType: null, body: new Uint8Array() }, extra);
  });
  return server;
}

function readKind(socket: Socket, plainHttpAfterMs: number | null): Promise<'tls' | 'plain' | 'silent'> {
  return new Promise((resolve) => {
    let bytes: Buffer = Buffer.alloc(0);
    const settle = (kind: 'tls' | 'plain' | 'silent'): void => {
      clearTimeout(timer);
      socket.off('readable', onReadable).off('end', onEnd).off('close', onEnd);
      if (bytes.length > 0) socket.unshift(bytes);
      resolve(kind);
    };
    const onReadable = (): void => {
      for (let part = socket.read() as Buffer | null; part !== null; part = socket.read() as Buffer | null) {
        bytes = bytes.length === 0 ? part : Buffer.concat([bytes, part]);
      }
      if (bytes.length < peekBytes) return;
      settle(bytes[0] === handshakeRecord && bytes[1] === recordMajorVersion ? 'tls' : 'plain');
    };
    const onEnd = (): void => settle('silent');
    const timer =
      plainHttpAfterMs === null
        ? setTimeout(() => settle('silent'), handshakeTimeoutMs)
        : setTimeout(() => settle('plain'), plainHttpAfterMs);
    socket.on('readable', onReadable).on('end', onEnd).on('close', onEnd);
  });
}
