// The emulated line in a real relay: what the two peers and the tap see of it. Figures are on the virtual clock (unit, property) and in
// the bench; here only what no busy machine can change: order of things, lower bounds, who is told of pressure.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import type { LineOptions } from '../../src/sources/relay/index.js';
import { readAll, readExactly, startRelayRig } from '../support/relay-rig.js';
import { lineOf } from '../support/virtual-line.js';

/** A piece may come half a tick of the timers early (docs/wan.md). */
const earlyMs = 0.5;
const line: LineOptions = lineOf({ delayMs: 15 });

test('a reply takes the round trip of the line, and the handshake its own', async (context) => {
  const rig = await startRelayRig(context, { relay: { line: { ...line, handshakeDelayMs: 20 } } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const [opened, connected, established] = await Promise.all([
    rig.saw(({ kind }) => kind === 'opened'),
    rig.saw((event) => event.kind === 'connected' && event.leg === 'server'),
    rig.saw((event) => event.kind === 'tlsEstablished' && event.leg === 'server'),
  ]);
  assert.ok(connected.atMs - opened.atMs >= 29, 'TCP: one round trip');
  assert.ok(established.atMs - opened.atMs >= 79, 'TCP, TLS 1.3 and the handshake delay');
  const measured = rig.events.find((event) => event.kind === 'roundTrip');
  assert.ok(measured?.kind === 'roundTrip' && measured.roundTripMs >= 30);

  const sentAtMs = performance.now();
  client.write('question');
  await readExactly(server, 8);
  assert.ok(performance.now() - sentAtMs >= 15 - earlyMs);
  server.write('answer');
  await readExactly(client, 6);
  assert.ok(performance.now() - sentAtMs >= 30 - 2 * earlyMs);
});

test('a line that is full towards the server is pressure', async (context) => {
  const rig = await startRelayRig(context, { relay: { line: lineOf({ delayMs: 5, bytesPerMs: 2_000 }) } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const sent = randomBytes(400_000);
  const received = readAll(server);
  client.end(sent);
  const on = await rig.saw((event) => event.kind === 'pressure' && event.isOn);
  assert.ok(on.kind === 'pressure' && on.direction === 'toServer');
  assert.ok((await received).equals(sent));
  await rig.saw((event) => event.kind === 'pressure' && !event.isOn);
});

test('a line that is full towards the client is not: no proxy could see it', async (context) => {
  const rig = await startRelayRig(context, { relay: { line: lineOf({ delayMs: 5, bytesPerMs: 2_000 }) } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const sent = randomBytes(400_000);
  const received = readAll(client);
  server.end(sent);
  assert.ok((await received).equals(sent));
  assert.deepEqual(
    rig.events.filter(({ kind }) => kind === 'pressure'),
    [],
  );
  const seen = rig.events.flatMap((event) => (event.kind === 'bytes' && event.direction === 'toClient' ? [event] : []));
  const [first, last] = [seen[0], seen.at(-1)];
  assert.ok(first !== undefined && last !== undefined && last.atMs - first.atMs >= 150, 'spread over 200 ms');
});

test('a client that does not read is pressure over a line too', async (context) => {
  const rig = await startRelayRig(context, { relay: { line } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const sent = randomBytes(24 * 1024 * 1024);
  server.end(sent);
  const on = await rig.saw((event) => event.kind === 'pressure' && event.isOn);
  assert.ok(on.kind === 'pressure' && on.direction === 'toClient');
  assert.ok((await readAll(client)).equals(sent));
});

test('a server that does not read is pressure over a line too, long before the sender is done', async (context) => {
  const rig = await startRelayRig(context, { relay: { line } });
  const client = await rig.connect();
  const server = await rig.upstream.accept();
  const sent = randomBytes(48 * 1024 * 1024);
  client.end(sent);
  const on = await rig.saw((event) => event.kind === 'pressure' && event.isOn);
  assert.ok(on.kind === 'pressure' && on.direction === 'toServer');
  const tappedBytes = rig.events.reduce((sum, event) => sum + (event.kind === 'bytes' ? event.bytes.length : 0), 0);
  assert.ok(tappedBytes < sent.length);
  assert.ok((await readAll(server)).equals(sent));
});
