// How the relay meets its upstream: server name and ALPN as the client's, verified or refused, and what a client gets when the upstream
// cannot be had (product.md 3).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { connect, type TLSSocket } from 'node:tls';
import { readAll, readExactly, startRelayRig } from '../support/relay-rig.js';

test('the server name is mirrored, IP literals left out', async (context) => {
  const rig = await startRelayRig(context);
  await rig.connect({ servername: 'pbs.example.org', checkServerIdentity: () => undefined });
  assert.equal((await rig.upstream.accept()).servername, 'pbs.example.org');
  await rig.connect({ servername: '', checkServerIdentity: () => undefined });
  assert.equal((await rig.upstream.accept()).servername, false);
});

const alpnCases: readonly (readonly [
  offered: readonly string[],
  upstreamSpeaks: readonly string[],
  chosen: string | false,
])[] = [
  [['h2', 'http/1.1'], ['h2'], 'h2'],
  [['h2', 'http/1.1'], ['http/1.1'], 'http/1.1'],
  [['h2', 'http/1.1'], [], false],
  [[], ['h2'], false],
];
for (const [offered, upstreamSpeaks, chosen] of alpnCases) {
  test(`ALPN offer [${offered}] before an upstream of [${upstreamSpeaks}] gives ${chosen}`, async (context) => {
    const upstreamTls = upstreamSpeaks.length === 0 ? {} : { ALPNProtocols: [...upstreamSpeaks] };
    const rig = await startRelayRig(context, { upstreamTls });
    const client = await rig.connect(offered.length === 0 ? {} : { ALPNProtocols: [...offered] });
    assert.equal(client.alpnProtocol, chosen);
    assert.equal((await rig.upstream.accept()).alpnProtocol, chosen);
    const legs = rig.events.flatMap((event) => (event.kind === 'tlsEstablished' ? [[event.leg, event.alpn]] : []));
    assert.deepEqual(
      legs,
      [
        ['server', chosen || null],
        ['client', chosen || null],
      ].slice(0, legs.length),
    );
  });
}

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a client of ${version} is served`, async (context) => {
    const rig = await startRelayRig(context);
    const client = await rig.connect({ minVersion: version, maxVersion: version });
    client.write('x');
    await readExactly(await rig.upstream.accept(), 1);
    const established = await rig.saw((event) => event.kind === 'tlsEstablished' && event.leg === 'client');
    assert.ok(established.kind === 'tlsEstablished');
    assert.equal(established.version, version);
    assert.equal(established.fingerprint, rig.certificates.leaf().fingerprint);
  });
}

async function getRefusal(client: TLSSocket): Promise<string> {
  client.write('GET //api2/json/backup HTTP/1.1\r\nHost: localhost\r\n\r\n');
  const answer = (await readAll(client)).toString();
  client.end();
  return answer;
}

async function listenPlain(context: TestContext, server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('an upstream that is down: the client gets a 502 that says so, and the operator the same, once', async (context) => {
  const gone = createServer();
  const port = await listenPlain(context, gone);
  gone.close();
  const rig = await startRelayRig(context, { relay: { upstream: { host: '127.0.0.1', port } } });
  const sentence = `The upstream 127.0.0.1:${port} refuses connections.`;
  for (let count = 0; count < 2; count += 1) {
    const reply = await getRefusal(await rig.connect({ ALPNProtocols: ['h2', 'http/1.1'] }));
    assert.match(reply, /^HTTP\/1\.1 502 Bad Gateway\r\n/);
    assert.match(reply, /\r\nContent-Type: text\/plain/);
    assert.ok(reply.includes(`\r\n\r\npbscope: ${sentence} Check that the server runs`), reply);
  }
  assert.deepEqual(
    rig.notices.map((notice) => [notice.code, notice.sentence]),
    [['relay/upstream-unreachable', sentence]],
  );
  await rig.saw((event) => event.kind === 'closed' && event.connection === 1);
  const told = rig.events.filter((event) => event.connection === 1).map((event) => event.kind);
  assert.deepEqual(told, ['opened', 'connected', 'problem', 'tlsEstablished', 'bytes', 'bytes', 'closed']);
});

test('an upstream with another certificate is refused, its fingerprint shown with the flag to set', async (context) => {
  const rig = await startRelayRig(context, { relay: { verify: { kind: 'fingerprint', sha256: 'ab'.repeat(32) } } });
  const reply = await getRefusal(await rig.connect());
  assert.match(reply, /^HTTP\/1\.1 502 /);
  assert.ok(reply.includes('its certificate has another fingerprint than the given one'));
  assert.deepEqual(
    rig.notices.map((notice) => [notice.code, notice.nextStep]),
    [
      [
        'relay/upstream-refused',
        `If that is your server, start with --upstream-fingerprint ${rig.upstream.fingerprint}.`,
      ],
    ],
  );
  assert.ok(rig.events.some((event) => event.kind === 'tlsFailed' && event.leg === 'server' && event.by === 'proxy'));
});

test('a fingerprint is taken in capitals and without colons', async (context) => {
  const rig = await startRelayRig(context);
  const other = await startRelayRig(context, {
    relay: {
      upstream: { host: '127.0.0.1', port: rig.upstream.port },
      verify: { kind: 'fingerprint', sha256: rig.upstream.fingerprint.replaceAll(':', '').toUpperCase() },
    },
  });
  await other.connect();
  await rig.upstream.accept();
});

test('without a CA that signed it the upstream is refused', async (context) => {
  const rig = await startRelayRig(context, { relay: { verify: { kind: 'system' } } });
  assert.match(
    await getRefusal(await rig.connect()),
    /its certificate is signed by a CA that is not trusted here \(its fingerprint is /,
  );
});

test('with its CA the upstream must also bear the name', async (context) => {
  const rig = await startRelayRig(context);
  const verify = { kind: 'ca', pem: rig.certificates.authority.certificate } as const;
  const host = '127.0.0.1';
  const wrongName = await startRelayRig(context, { relay: { upstream: { host, port: rig.upstream.port }, verify } });
  assert.match(await getRefusal(await wrongName.connect()), /its certificate is not for the name 127\.0\.0\.1/);
  const rightName = await startRelayRig(context, {
    relay: { upstream: { host, port: rig.upstream.port, serverName: 'upstream.test' }, verify },
  });
  await rightName.connect();
  assert.equal((await rig.upstream.accept()).servername, 'upstream.test');
});

test('an upstream that speaks no TLS is named as such', async (context) => {
  const plain = createServer((socket) => socket.on('error', () => undefined).end('HTTP/1.1 400 Bad Request\r\n\r\n'));
  const port = await listenPlain(context, plain);
  const rig = await startRelayRig(context, { relay: { upstream: { host: '127.0.0.1', port } } });
  assert.match(
    await getRefusal(await rig.connect()),
    new RegExp(`pbscope: The upstream 127\\.0\\.0\\.1:${port} does not speak TLS\\.`),
  );
});

test('an upstream that never answers is given up', async (context) => {
  const silent = createServer((socket) => socket.on('error', () => undefined));
  const port = await listenPlain(context, silent);
  const rig = await startRelayRig(context, {
    relay: { upstream: { host: '127.0.0.1', port }, limits: { upstreamTimeoutMs: 30 } },
  });
  assert.match(await getRefusal(await rig.connect()), /did not answer within 0\.03 s\./);
});

test('nothing is dialled before the ClientHello is whole, and a client that leaves takes its upstream along', async (context) => {
  let dialledCount = 0;
  const silent = createServer((socket) => {
    dialledCount += 1;
    socket.on('error', () => undefined);
    socket.on('end', () => socket.destroy());
    socket.resume();
  });
  const port = await listenPlain(context, silent);
  const dialled = once(silent, 'connection');
  const rig = await startRelayRig(context, { relay: { upstream: { host: '127.0.0.1', port } } });
  const tcp = await rig.connectPlain();
  tcp.write(Buffer.from('16030100', 'hex'));
  await readAll(await rig.connectPlain().then((other) => other.end('GET / HTTP/1.1\r\nHost: x\r\n\r\n')));
  assert.equal(dialledCount, 0);
  tcp.destroy();

  const leaving = await rig.connectPlain();
  connect({ socket: leaving }).on('error', () => undefined); // sends its ClientHello
  const [upstreamSocket] = (await dialled) as [Socket];
  leaving.destroy();
  if (!upstreamSocket.closed) await once(upstreamSocket, 'close');
  const closed = await rig.saw((event) => event.kind === 'closed' && event.connection === 3);
  assert.equal(closed.kind === 'closed' && closed.by, 'client');
});

test('a client that refuses our certificate is told of, with what to do', async (context) => {
  const rig = await startRelayRig(context);
  const tcp = await rig.connectPlain();
  const unknownAuthority = Buffer.from('15030300020230', 'hex'); // TLS 1.2 alert record: fatal, unknown_ca
  const firstFlight = new Duplex({ read() {}, write: (bytes, _encoding, done) => tcp.write(bytes, done) });
  const tls = connect({ socket: firstFlight, maxVersion: 'TLSv1.2' });
  context.after(() => tls.destroy());
  await once(tcp, 'readable'); // our certificate
  tcp.write(unknownAuthority);
  const failed = await rig.saw((event) => event.kind === 'tlsFailed');
  assert.ok(failed.kind === 'tlsFailed');
  assert.deepEqual([failed.leg, failed.by, failed.reason], ['client', 'client', 'unknown_ca']);
  await rig.saw((event) => event.kind === 'closed');
  assert.match(rig.notices[0]?.nextStep ?? '', /PBS_FINGERPRINT/);
});

test('TLS keys of both legs are given out for Wireshark when asked for', async (context) => {
  const lines: string[] = [];
  const rig = await startRelayRig(context, { relay: { onKeylog: (line) => lines.push(line.toString('latin1')) } });
  await rig.connect();
  await rig.saw((event) => event.kind === 'tlsEstablished' && event.leg === 'client');
  const randoms = new Set(lines.map((line) => /^CLIENT_TRAFFIC_SECRET_0 ([0-9a-f]{64}) [0-9a-f]+\n$/.exec(line)?.[1]));
  randoms.delete(undefined);
  assert.equal(randoms.size, 2);
});

test('clients that trust the CA may get a leaf for the name that they ask for', async (context) => {
  const rig = await startRelayRig(context, { relay: { certificateFor: 'by-name' } });
  const client = await rig.connect({ servername: 'pbs.example.org' });
  assert.notEqual(client.getPeerCertificate().fingerprint256.toLowerCase(), rig.relay.fingerprint);
  const other = await rig.connect({ servername: 'localhost' });
  assert.equal(other.getPeerCertificate().fingerprint256.toLowerCase(), rig.relay.fingerprint);
});
