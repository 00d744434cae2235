// What passes through the relay between two node:tls peers: bytes, ends, resets, order, pressure (Law 1). Real sockets, no sleeps.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { endOf, readAll, readExactly, resetPeer, secure, startRelayRig } from '../support/relay-rig.js';

const largeBytes = 24 * 1024 * 1024;

async function send(socket: TLSSocket, totalBytes: number): Promise<string> {
  const hash = createHash('sha256');
  for (let sent = 0; sent < totalBytes; ) {
    const piece = randomBytes(Math.min(300_001, totalBytes - sent));
    hash.update(piece);
    sent += piece.length;
    if (!socket.write(piece)) await once(socket, 'drain');
  }
  socket.end();
  return hash.digest('hex');
}

async function hashAll(socket: TLSSocket): Promise<string> {
  const hash = createHash('sha256');
  socket.on('data', (bytes: Buffer) => hash.update(bytes));
  await once(socket, 'end');
  return hash.digest('hex');
}

test('the server may speak first', async (context) => {
  const rig = await startRelayRig(context);
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  server.write('SETTINGS');
  assert.equal((await readExactly(client, 8)).toString(), 'SETTINGS');
});

test('large transfers both ways at once arrive whole, and are seen whole', async (context) => {
  const rig = await startRelayRig(context);
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const [sentUp, sentDown, gotUp, gotDown] = await Promise.all([
    send(client, largeBytes),
    send(server, largeBytes),
    hashAll(server),
    hashAll(client),
  ]);
  assert.equal(gotUp, sentUp);
  assert.equal(gotDown, sentDown);
  await rig.saw((event) => event.kind === 'closed');
  for (const direction of ['toServer', 'toClient'] as const) {
    const hash = createHash('sha256');
    for (const event of rig.events)
      if (event.kind === 'bytes' && event.direction === direction) hash.update(event.bytes);
    assert.equal(hash.digest('hex'), direction === 'toServer' ? sentUp : sentDown);
  }
});

test('a reader that stops stops the writer, and both are told of as pressure', async (context) => {
  const rig = await startRelayRig(context);
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const sent = send(client, largeBytes);
  const isOn = await rig.saw((event) => event.kind === 'pressure' && event.isOn);
  assert.equal(isOn.kind === 'pressure' && isOn.direction, 'toServer');
  const seenBytes = rig.events.reduce((sum, event) => sum + (event.kind === 'bytes' ? event.bytes.length : 0), 0);
  assert.ok(seenBytes < largeBytes, 'the relay does not swallow what the server does not take');
  assert.equal(await hashAll(server), await sent);
  await rig.saw((event) => event.kind === 'pressure' && !event.isOn);
});

test('a FIN passes on while data still flows the other way', async (context) => {
  const rig = await startRelayRig(context);
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  client.end('last words');
  assert.equal((await readAll(server)).toString(), 'last words');
  const reply = send(server, 3_000_000);
  assert.equal(await hashAll(client), await reply);
  const closed = await rig.saw((event) => event.kind === 'closed');
  assert.ok(closed.kind === 'closed');
  assert.deepEqual([closed.by, closed.how], ['client', 'fin-or-close-notify']);
});

test('a bare FIN without close_notify, as PBS clients end, is an end', async (context) => {
  const rig = await startRelayRig(context);
  const tcp = connectTcp({ host: '127.0.0.1', port: rig.relay.address.port, allowHalfOpen: true });
  const client = await secure(context, tcp, rig.certificates);
  const server = await rig.upstream.accept();
  client.write('finish');
  await readExactly(server, 6);
  // Whoever closes on unread bytes, session tickets included, sends a RST and no FIN.
  server.write('taken');
  await readExactly(client, 5);
  tcp.destroy(); // close(2) without any TLS shutdown
  assert.equal(await endOf(server.end()), 'clean');
});

for (const side of ['client', 'server'] as const) {
  test(`a reset by the ${side} reaches the other side as a reset`, async (context) => {
    const rig = await startRelayRig(context);
    const tcp = connectTcp({ host: '127.0.0.1', port: rig.relay.address.port, allowHalfOpen: true });
    const client = await secure(context, tcp, rig.certificates);
    const server = await rig.upstream.accept();
    client.write('abc');
    await readExactly(server, 3);
    if (side === 'client') resetPeer(tcp);
    else resetPeer((server as unknown as { readonly _parent: typeof tcp })._parent);
    assert.equal(await endOf(side === 'client' ? server : client), 'reset');
    const closed = await rig.saw((event) => event.kind === 'closed');
    assert.ok(closed.kind === 'closed');
    assert.deepEqual([closed.by, closed.how], [side, 'reset']);
  });
}

test('a client that resets right behind its handshake leaves nothing open', async (context) => {
  const rig = await startRelayRig(context);
  for (let round = 0; round < 5; round += 1) {
    const tcp = connectTcp({ host: '127.0.0.1', port: rig.relay.address.port, allowHalfOpen: true });
    await secure(context, tcp, rig.certificates);
    const server = await rig.upstream.accept();
    resetPeer(tcp);
    server.write(randomBytes(300_000));
    await endOf(server.end());
  }
  await rig.relay.stop('drain');
  assert.equal(rig.events.filter((event) => event.kind === 'closed').length, 5);
});

test('an observer that throws is detached, said once, and the bytes go on', async (context) => {
  const rig = await startRelayRig(context, {
    observe: (event) => {
      if (event.kind === 'bytes') throw new Error('broken invariant');
    },
  });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  for (let round = 0; round < 3; round += 1) {
    client.write('ping');
    assert.equal((await readExactly(server, 4)).toString(), 'ping');
    server.write('pong');
    assert.equal((await readExactly(client, 4)).toString(), 'pong');
  }
  assert.deepEqual(
    rig.events.filter((event) => event.kind === 'problem').map((event) => event.code),
    ['relay/observer-failed'],
  );
  assert.deepEqual(
    rig.notices.map((notice) => notice.sentence),
    ['Connection 1 is relayed but no longer decoded (broken invariant).'],
  );
  client.end();
  server.end();
  await rig.saw((event) => event.kind === 'closed');
});

/** A TLS client in a thread of its own: connects, counts the bytes that it gets in `counter`, says so after each piece. */
const countingClient = `
  const { parentPort, workerData } = require('node:worker_threads');
  const tls = require('node:tls');
  const counter = new Int32Array(workerData.counter);
  const client = tls.connect({ host: '127.0.0.1', port: workerData.port, servername: 'localhost', ca: workerData.ca });
  client.on('error', () => undefined);
  client.on('data', (bytes) => {
    Atomics.add(counter, 0, bytes.length);
    Atomics.notify(counter, 0);
    parentPort.postMessage(bytes.length);
  });
`;

test('the peer has the bytes before the observer is asked: it may even wait for the peer', async (context) => {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  let isHolding = false;
  let gotAtObservation = -1;
  const rig = await startRelayRig(context, {
    observe: (event) => {
      if (!isHolding || event.kind !== 'bytes') return;
      // Holds the relay's only thread until the client's thread has read the bytes.
      Atomics.wait(counter, 0, 4, 5_000);
      gotAtObservation = Atomics.load(counter, 0);
    },
  });
  const client = new Worker(countingClient, {
    eval: true,
    workerData: { counter: counter.buffer, port: rig.relay.address.port, ca: rig.certificates.authority.certificate },
  });
  context.after(() => client.terminate());
  const server = await rig.upstream.accept();
  server.write('warm');
  await once(client, 'message');
  isHolding = true;
  server.write('first the peer');
  await rig.saw((event) => event.kind === 'bytes' && event.text === 'first the peer');
  assert.equal(gotAtObservation, 18);
});

test('stopping now resets both sides, draining waits for them', async (context) => {
  const rig = await startRelayRig(context);
  const [client, server] = [await rig.connect(), await rig.upstream.accept()];
  const draining = rig.relay.stop('drain');
  client.write('still open');
  await readExactly(server, 10);
  client.end();
  server.end();
  client.resume();
  server.resume();
  await draining;

  const other = await startRelayRig(context);
  const ends = [await other.connect(), await other.upstream.accept()] as const;
  ends[0].write('spliced');
  await readExactly(ends[1], 7);
  const both = Promise.all(ends.map(endOf));
  await other.relay.stop('now');
  assert.deepEqual(await both, ['reset', 'reset']);
  const closed = other.events.at(-1);
  assert.ok(closed?.kind === 'closed');
  assert.deepEqual([closed.by, closed.how], ['proxy', 'reset']);
});
