// The way to a session, and each way it can fail: unreachable, TLS, no answer, no HTTP, a proxy before it. Every failure has the
// class of its exit code, and none waits longer than its limit.
import assert from 'node:assert/strict';
import { type AddressInfo, createServer, connect as dial, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { createServer as createTlsServer } from 'node:tls';
import { backup, type ClientOptions, type SnapshotName } from '../../src/pbs-client/index.js';
import { createCertificate, fingerprintOf } from '../../src/pbs-server/certificate.js';
import { startTestServer } from '../support/running-server.js';

const snapshot: SnapshotName = { type: 'host', id: 'a', timeSeconds: 1000, namespace: '' };
const tls = await createCertificate(Date.now());

const to = (port: number, more: Partial<ClientOptions> = {}): ClientOptions => ({
  repository: { authId: 'backup@pbs!t', host: '127.0.0.1', port, store: 'store1' },
  secret: 'secret',
  fingerprint: fingerprintOf(tls.cert),
  ...more,
});

/** A listener that lives as long as the test; out: its port. */
async function listen(context: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** TLS, and then the same answer to whatever comes. */
const answering = (text: string): Server =>
  createTlsServer(tls, (socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(text));
  });

test('a port that nobody listens on is unreachable', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await assert.rejects(backup(to(port), snapshot, []), { kind: 'unreachable', message: /ECONNREFUSED/ });
});

test('a server that speaks no TLS, or hangs up on it, is a TLS failure', async (context) => {
  const plain = await listen(
    context,
    createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
  );
  await assert.rejects(backup(to(plain), snapshot, []), { kind: 'no-handshake' });
  const rude = await listen(
    context,
    createServer((socket) => socket.destroy()),
  );
  await assert.rejects(backup(to(rude), snapshot, []), { kind: 'no-handshake' });
});

test('silence before, in and after TLS ends at the limit of each step', async (context) => {
  const limits = { handshakeTimeoutMs: 30, upgradeTimeoutMs: 30, connectTimeoutMs: 30 };
  const silent = await listen(context, createServer());
  await assert.rejects(backup(to(silent, { limits }), snapshot, []), {
    kind: 'no-handshake',
    message: 'no TLS handshake within 0.03 s',
  });
  const proxy = { host: '127.0.0.1', port: silent, credentials: null };
  await assert.rejects(backup(to(silent, { limits, proxy }), snapshot, []), {
    kind: 'unreachable',
    message: `proxy 127.0.0.1:${silent}: the proxy did not answer in time`,
  });
  const mute = await listen(
    context,
    createTlsServer(tls, (socket) => void socket.on('error', () => undefined)),
  );
  await assert.rejects(backup(to(mute, { limits: { ...limits, handshakeTimeoutMs: 5000 } }), snapshot, []), {
    kind: 'tunnel-broken',
    message: 'http upgrade request timed out',
  });
});

const answers: readonly (readonly [what: string, answer: string, kind: string, text: string])[] = [
  [
    'a load balancer that has no server',
    'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 9\r\n\r\nno server',
    'upgrade-refused',
    'no server',
  ],
  [
    'a middlebox that ignores the upgrade',
    'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
    'upgrade-refused',
    'HTTP/1.1 200 OK',
  ],
  ['an error without a length', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'upgrade-refused', 'HTTP/1.1 400 Bad Request'],
  ['something that is no HTTP', 'SSH-2.0-x\r\n\r\n', 'upgrade-refused', 'SSH-2.0-x'],
  ['a head without end', 'x'.repeat(40_000), 'tunnel-broken', 'the answer is too large for a head'],
];
for (const [what, answer, kind, message] of answers) {
  test(`${what} is ${kind}`, async (context) => {
    const port = await listen(context, answering(answer));
    await assert.rejects(backup(to(port), snapshot, []), { kind, message });
  });
}

test('a 101 with garbage behind it is a broken tunnel', async (context) => {
  const port = await listen(context, answering(`HTTP/1.1 101 Switching Protocols\r\n\r\n${'not http2 '.repeat(20)}`));
  await assert.rejects(backup(to(port), snapshot, []), { kind: 'tunnel-broken' });
});

test('through a CONNECT proxy: the request to the byte, then the session', async (context) => {
  const { server } = await startTestServer(context);
  const asked: string[] = [];
  const port = await listen(
    context,
    createServer((client) => {
      client.once('data', (bytes) => {
        asked.push(bytes.toString());
        const upstream = dial(server.address.port, '127.0.0.1', () => {
          client.write('HTTP/1.1 200 Connection established\r\n\r\n');
          client.pipe(upstream).pipe(client);
        });
        upstream.on('error', () => client.destroy());
      });
    }),
  );
  const options = to(server.address.port, {
    secret: server.tokenSecret,
    fingerprint: server.fingerprint,
    proxy: { host: '127.0.0.1', port, credentials: 'user:pw' },
  });
  await backup({ ...options, repository: { ...options.repository, authId: server.tokenId } }, snapshot, []);
  const target = `127.0.0.1:${server.address.port}`;
  assert.deepEqual(asked, [
    `CONNECT ${target} HTTP/1.1\r\nProxy-Authorization: Basic dXNlcjpwdw==\r\nHost: ${target}\r\n\r\n`,
  ]);
});

for (const [answer, message] of [
  ['HTTP/1.1 403 Forbidden\r\n\r\n', 'proxy connect failed - invalid status: HTTP/1.1 403 Forbidden'],
  ['HTTP/1.1 200 OK\r\n\r\nearly', 'unexpected data after connect response'],
] as const) {
  test(`a proxy is refused: ${message}`, async (context) => {
    const port = await listen(
      context,
      createServer((socket) => void socket.once('data', () => socket.write(answer))),
    );
    const proxy = { host: '127.0.0.1', port, credentials: null };
    await assert.rejects(backup(to(1, { proxy }), snapshot, []), { kind: 'unreachable', message });
  });
}
