// A load balancer of a few lines: TLS in, one request rewritten or answered, TLS out, then a tunnel; each way to fail is a change of one
// of these. In: where it leads to, what it does wrong. Out: its port; stopped when the test ends. No product is needed.
import {
  type AddressInfo,
  connect as connectTcp,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import type { TestContext } from 'node:test';
import { connect, createServer, type TLSSocket } from 'node:tls';
import type { ShownCertificate } from './shown-certificate.js';

export interface Head {
  readonly line: string;
  readonly headers: readonly string[];
}

export interface StubFault {
  /** A changed request, or a whole answer as text. */
  readonly onRequest?: (head: Head, bodyBytes: number) => Head | string;
  /** In place of the tunnel behind a 101. */
  readonly onSwitch?: (client: TLSSocket, server: TLSSocket, reply: string) => void;
  /** ALPN that it offers to the server. */
  readonly alpnToServer?: readonly string[];
  /** A tunnel is relayed, and this watches it. */
  readonly onTunnel?: (client: TLSSocket, server: TLSSocket) => void;
  /** Where the n-th connection leads to, in place of the usual port. */
  readonly portFor?: (connection: number) => number;
}

const blankLine = '\r\n\r\n';

export async function startStubBox(
  context: TestContext,
  certificate: ShownCertificate,
  backendPort: number,
  fault: StubFault = {},
): Promise<number> {
  let connectionCount = 0;
  const server = createServer(
    { key: certificate.key, cert: certificate.certificate, allowHalfOpen: true },
    (client) => {
      connectionCount += 1;
      serve(client, fault.portFor?.(connectionCount) ?? backendPort, fault);
    },
  );
  server.on('tlsClientError', () => undefined);
  return listen(context, server);
}

/** A box that does not look into what it carries. */
export async function startTcpStub(context: TestContext, serve: (client: Socket) => void): Promise<number> {
  return listen(context, createTcpServer({ allowHalfOpen: true }, serve));
}

async function listen(context: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function serve(client: TLSSocket, port: number, fault: StubFault): void {
  client.on('error', () => undefined);
  readHead(client, (text, rest) => {
    const [line = '', ...headers] = text.split('\r\n');
    const bodyBytes = Number(/^content-length: (\d+)$/im.exec(text)?.[1] ?? 0);
    const changed = fault.onRequest?.({ line, headers }, bodyBytes) ?? { line, headers };
    if (typeof changed === 'string') {
      client.end(changed);
      client.resume(); // what still comes is not wanted
      return;
    }
    const server = connect({
      host: '127.0.0.1',
      port,
      rejectUnauthorized: false,
      ...(fault.alpnToServer === undefined ? {} : { ALPNProtocols: [...fault.alpnToServer] }),
    });
    server.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    client.on('close', () => server.destroy());
    server.write(`${changed.line}\r\n${changed.headers.join('\r\n')}${blankLine}`);
    if (rest.length > 0) server.write(rest);
    if (bodyBytes > rest.length) client.pipe(server);
    readHead(server, (reply, behind) => {
      if (!reply.startsWith('HTTP/1.1 101')) {
        client.write(reply + blankLine);
        client.write(behind);
        server.pipe(client);
        return;
      }
      if (behind.length > 0) server.unshift(behind);
      if (fault.onSwitch !== undefined) return fault.onSwitch(client, server, reply);
      client.write(reply + blankLine);
      relay(client, server);
      fault.onTunnel?.(client, server);
    });
  });
}

export function relay(client: Socket, server: Socket): void {
  client.pipe(server);
  server.pipe(client);
  const endBoth = (): void => {
    client.destroy();
    server.destroy();
  };
  client.on('close', endBoth).on('error', endBoth);
  server.on('close', endBoth).on('error', endBoth);
}

function readHead(socket: Socket, then: (head: string, rest: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  const onData = (part: Buffer): void => {
    bytes = Buffer.concat([bytes, part]);
    const end = bytes.indexOf(blankLine);
    if (end < 0) return;
    socket.pause();
    socket.off('data', onData);
    then(bytes.toString('latin1', 0, end), bytes.subarray(end + blankLine.length));
  };
  socket.on('data', onData);
}

export const connectPlain = (port: number): Socket => connectTcp({ host: '127.0.0.1', port, allowHalfOpen: true });
