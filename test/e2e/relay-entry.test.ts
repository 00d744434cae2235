// How connections come in: directly with a ClientHello in any cut, by CONNECT, as plain HTTP, as garbage; and that listening fails
// with a sentence (D13; protocol.md 1.1, 1.3).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { startClock, startRelay } from '../../src/sources/relay/index.js';
import { readAll, readExactly, secure, startRelayRig } from '../support/relay-rig.js';

/** What a plain client gets for what it says. */
async function ask(socket: Socket, text: string | Buffer): Promise<string> {
  socket.write(text);
  const answer = (await readAll(socket)).toString('latin1');
  socket.end();
  return answer;
}

async function readHead(socket: Socket): Promise<string> {
  let text = '';
  while (!text.includes('\r\n\r\n')) {
    const bytes = socket.read() as Buffer | null;
    if (bytes === null) await once(socket, 'readable');
    else text += bytes.toString('latin1');
  }
  return text;
}

for (const cuts of [[1], [4, 5], [100], [1, 2, 3, 4, 5, 6, 7]]) {
  test(`a ClientHello cut after ${cuts.join(', ')} bytes is read whole`, async (context) => {
    const rig = await startRelayRig(context);
    const tcp = await rig.connectPlain();
    tcp.setNoDelay(true);
    // A transport that sends the client's first flight in pieces, each in a turn of its own.
    let isFirst = true;
    const transport = new Duplex({
      read() {},
      write(bytes: Buffer, _encoding, done) {
        if (!isFirst) {
          tcp.write(bytes, done);
          return;
        }
        isFirst = false;
        let at = 0;
        const next = (index: number): void => {
          const end = cuts[index] ?? bytes.length;
          const piece = bytes.subarray(at, end);
          at = end;
          tcp.write(piece, () => (end === bytes.length ? done() : setImmediate(next, index + 1)));
        };
        next(0);
      },
    });
    tcp.on('data', (bytes) => transport.push(bytes));
    const tls = connectTls({ socket: transport, servername: 'localhost', ca: rig.certificates.authority.certificate });
    context.after(() => tls.destroy());
    await once(tls, 'secureConnect');
    tls.write('hello');
    assert.equal((await readExactly(await rig.upstream.accept(), 5)).toString(), 'hello');
  });
}

test('CONNECT to the upstream gets a tunnel, with nothing behind the blank line', async (context) => {
  const rig = await startRelayRig(context);
  const tcp = await rig.connectPlain();
  const target = `127.0.0.1:${rig.upstream.port}`;
  tcp.write(`CONNECT ${target} HTTP/1.1\r\nProxy-Authorization: Basic c2VjcmV0\r\nHost: ${target}\r\n\r\n`);
  assert.match(await readHead(tcp), /^HTTP\/1\.1 200 [^\r\n]+\r\n\r\n$/);
  const client = await secure(context, tcp, rig.certificates);
  client.write('in the tunnel');
  assert.equal((await readExactly(await rig.upstream.accept(), 13)).toString(), 'in the tunnel');
  assert.equal(rig.events[0]?.kind === 'opened' && rig.events[0].entry, 'connect');
  const tunnelled = await rig.saw((event) => event.kind === 'tunnelled');
  assert.ok(tunnelled.kind === 'tunnelled');
  assert.deepEqual([tunnelled.target, tunnelled.status], [target, 200]);
  assert.ok(!JSON.stringify(rig.events).includes('c2VjcmV0'));
});

test('CONNECT by another name of the upstream is let through when that name was given', async (context) => {
  const rig = await startRelayRig(context, { relay: { connectAliases: [{ host: 'pbs.test', port: 8007 }] } });
  const tcp = await rig.connectPlain();
  tcp.write('CONNECT PBS.test:8007 HTTP/1.1\r\n\r\n');
  assert.match(await readHead(tcp), /^HTTP\/1\.1 200 /);
});

const refusedTargets = [
  'example.org:443',
  '127.0.0.1:22',
  '127.0.0.1.example.org:8007',
  '[::1]:8007',
  'localhost:8007',
];
for (const target of refusedTargets) {
  test(`never an open proxy: CONNECT ${target} is refused`, async (context) => {
    const rig = await startRelayRig(context);
    const reply = await ask(await rig.connectPlain(), `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
    assert.match(reply, /^HTTP\/1\.1 403 Forbidden\r\n/);
    assert.match(reply, /this proxy leads to 127\.0\.0\.1:\d+ only\.\n$/);
  });
}

test('CONNECT can be switched off', async (context) => {
  const rig = await startRelayRig(context, { relay: { connectAliases: null } });
  const reply = await ask(await rig.connectPlain(), `CONNECT 127.0.0.1:${rig.upstream.port} HTTP/1.1\r\n\r\n`);
  assert.match(reply, /^HTTP\/1\.1 403 /);
});

test('what is not TLS inside a tunnel ends the connection', async (context) => {
  const rig = await startRelayRig(context);
  const tcp = await rig.connectPlain();
  tcp.write(`CONNECT 127.0.0.1:${rig.upstream.port} HTTP/1.1\r\n\r\n`);
  await readHead(tcp);
  assert.match(await ask(tcp, 'GET / HTTP/1.1\r\nHost: elsewhere\r\n\r\n'), /^HTTP\/1\.1 301 /);
});

const plainAnswers: readonly (readonly [request: string, answer: RegExp])[] = [
  [
    'GET /x HTTP/1.1\r\nHost: pbs:8007\r\n\r\n',
    /^HTTP\/1\.1 301 Moved Permanently\r\nLocation: https:\/\/pbs:8007\r\n/,
  ],
  ['HEAD / HTTP/1.1\r\nHost: pbs:8007\r\n\r\n', /^HTTP\/1\.1 301 /],
  [
    'POST / HTTP/1.1\r\nHost: pbs:8007\r\n\r\n',
    /^HTTP\/1\.1 308 Permanent Redirect\r\nLocation: https:\/\/pbs:8007\r\n/,
  ],
  [
    'GET http://example.org/ HTTP/1.1\r\nHost: example.org\r\n\r\n',
    /^HTTP\/1\.1 301 .*\r\nLocation: https:\/\/example\.org\r\n/,
  ],
  ['GET / HTTP/1.1\r\n\r\n', /^HTTP\/1\.1 400 Bad Request\r\n/],
  ['GET / HTTP/1.1\r\nHost: a b\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['SSH-2.0-OpenSSH\r\n\r\n', /^HTTP\/1\.1 400 /],
  ['\u0000\u0001\u0002', /^HTTP\/1\.1 400 /],
];
for (const [request, answer] of plainAnswers) {
  test(`plain ${JSON.stringify(request)} is answered and closed`, async (context) => {
    const rig = await startRelayRig(context);
    assert.match(await ask(await rig.connectPlain(), request), answer);
    const closed = await rig.saw((event) => event.kind === 'closed');
    assert.equal(closed.kind === 'closed' && closed.by, 'proxy');
    assert.equal(rig.events.filter((event) => event.kind === 'problem').length, 1);
  });
}

test('TLS garbage ends the connection and is named', async (context) => {
  const rig = await startRelayRig(context);
  await ask(await rig.connectPlain(), Buffer.from('160301000502ffffffff', 'hex'));
  const problem = await rig.saw((event) => event.kind === 'problem');
  assert.ok(problem.kind === 'problem');
  assert.deepEqual([problem.code, problem.detail], ['relay/client-handshake', 'handshake message 2 came first']);
});

test('a ClientHello that OpenSSL refuses ends in a failed handshake, and the connection is gone', async (context) => {
  const rig = await startRelayRig(context);
  const body = Buffer.concat([Buffer.from('0303', 'hex'), Buffer.alloc(32), Buffer.from('00000200ff0100', 'hex')]);
  const message = Buffer.concat([Buffer.from([1, 0, 0, body.length]), body]);
  await ask(await rig.connectPlain(), Buffer.concat([Buffer.from([0x16, 3, 1, 0, message.length]), message]));
  const failed = await rig.saw((event) => event.kind === 'tlsFailed');
  assert.equal(failed.kind === 'tlsFailed' && failed.leg, 'client');
  await rig.relay.stop('drain');
  assert.equal(rig.relay.openConnectionCount, 0);
});

test('a port check, which connects and ends, leaves nothing open', async (context) => {
  const rig = await startRelayRig(context);
  const checks = await Promise.all(Array.from({ length: 5 }, () => rig.connectPlain()));
  for (const check of checks) check.end();
  await Promise.all(checks.map(readAll)); // ends only when the relay closes its half too
  assert.deepEqual(rig.events, []);
  await rig.relay.stop('drain');
});

test('who connects and says nothing is no connection; who says half a hello is one', async (context) => {
  const rig = await startRelayRig(context, { relay: { limits: { handshakeTimeoutMs: 40 } } });
  const silent = await rig.connectPlain();
  await readAll(silent);
  assert.deepEqual(rig.events, []);
  const halfway = await rig.connectPlain();
  halfway.write(Buffer.from('1603', 'hex'));
  await readAll(halfway);
  const problem = await rig.saw((event) => event.kind === 'problem');
  assert.equal(
    problem.kind === 'problem' && problem.detail,
    'the connection ended after 2 bytes, before its TLS began',
  );
});

test('beyond the bound connections are reset, told of together', async (context) => {
  const rig = await startRelayRig(context, { relay: { limits: { maxConnectionCount: 1 } } });
  await rig.connect();
  for (let count = 0; count < 3; count += 1) {
    const tcp = connectTcp({ host: '127.0.0.1', port: rig.relay.address.port });
    await once(tcp, 'close').catch((error: NodeJS.ErrnoException) => assert.equal(error.code, 'ECONNRESET'));
  }
  await rig.relay.stop('now');
  const problems = rig.events.filter((event) => event.kind === 'problem');
  assert.deepEqual(
    problems.map((event) => [event.connection, event.code, event.detail.split(':')[0]]),
    [
      [0, 'relay/limit', '1 connections refused'],
      [0, 'relay/limit', '2 connections refused'],
    ],
  );
  assert.equal(rig.notices.length, 1);
});

test('a port in use is said with the program that has it', async (context) => {
  const rig = await startRelayRig(context);
  const { port } = rig.relay.address;
  const second = startRelay({
    listen: { host: '127.0.0.1', port },
    upstream: { host: '127.0.0.1', port: 1 },
    verify: { kind: 'system' },
    certificates: rig.certificates,
    clock: startClock(),
    observe: () => undefined,
    onNotice: () => undefined,
  });
  const owner = process.platform === 'linux' ? ` \\(pid ${process.pid}, [^)]+\\)` : '( \\(pid .*\\))?';
  await assert.rejects(second, {
    name: 'OperatorFault',
    message: new RegExp(`^127\\.0\\.0\\.1:${port} is in use${owner}\\. Choose another port with --listen\\.$`),
  });
});
