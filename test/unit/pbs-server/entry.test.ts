// How long a connection may say nothing, on a clock of the test (protocol.md 0.3): 3.x takes it for plain HTTP after a second,
// 4.x closes it after ten. In: sockets that are none. Out: what is written to them, or that they are gone.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { createCertificate } from '../../../src/pbs-server/certificate.js';
import { createEntry } from '../../../src/pbs-server/entry.js';
import { personalities } from '../../../src/pbs-server/personality.js';
import { refuse } from '../../../src/pbs-server/refusal.js';
import { wordOutcome } from '../../../src/pbs-server/word-outcome.js';

const tls = await createCertificate(Date.now());

interface FakeSocket {
  readonly socket: Duplex;
  written(): string;
}

function fakeSocket(): FakeSocket {
  let text = '';
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  return { socket, written: () => text };
}

function connectSilently(plainHttpAfterMs: number | null): FakeSocket {
  const { listener } = createEntry({ tls, plainHttpAfterMs, accept: () => undefined, log: () => undefined });
  const fake = fakeSocket();
  listener.emit('connection', fake.socket as Socket);
  return fake;
}

/** Promises that hang on nothing but each other are through. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('3.x: a ClientHello after a second is bad HTTP', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { socket, written } = connectSilently(1000);
  t.mock.timers.tick(1000);
  await settle();
  assert.ok(!socket.destroyed);
  socket.push(Buffer.from('16030100f5010000f10303', 'hex'));
  await once(socket, 'finish');
  assert.match(written(), /^HTTP\/1\.1 400 Bad Request\r\n/);
});

test('4.x: a connection that says nothing for ten seconds is closed', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { socket } = connectSilently(null);
  t.mock.timers.tick(9999);
  await settle();
  assert.ok(!socket.destroyed);
  t.mock.timers.tick(1);
  await settle();
  assert.ok(socket.destroyed);
});

test('a 401 waits three seconds from its request on, the 403 of a declared permission half a second, others not', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const options = {
    delays: { unauthorizedMs: 3000, forbiddenMs: 500 },
    context: { personality: personalities['4.1'] },
    signal: new AbortController().signal,
  };
  const cases = [
    { refusal: refuse('authentication failed', 401, 'credentials'), delayMs: 3000 },
    { refusal: refuse('permission check failed', 403, 'permission'), delayMs: 500 },
    { refusal: refuse('missing permissions', 403), delayMs: 0 },
  ];
  for (const { refusal, delayMs } of cases) {
    let isWorded = false;
    // The request came a tenth of a second ago: that much of the pause is over.
    const worded = wordOutcome(refusal, performance.now() - 100, options).then(() => {
      isWorded = true;
    });
    t.mock.timers.tick(Math.max(0, delayMs - 150));
    await settle();
    assert.equal(isWorded, delayMs === 0, refusal.text);
    t.mock.timers.tick(delayMs === 0 ? 0 : 50);
    await worded;
  }
});
