// Law 1, transparency: whatever two peers say through the relay, in whatever pieces, with whatever halts, half-closes and resets, the
// other side gets, byte for byte, and so does the tap. Real sockets, TLS on both legs; observers that throw, are slow, or are off.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import fc from 'fast-check';
import type { Direction, WireEvent } from '../../src/core/wire/index.js';
import { isLongRun } from '../support/paths.js';
import { endOf, type RelayRig, readExactly, resetPeer, secure, startRelayRig } from '../support/relay-rig.js';

/** What one side does, in order. `halt`: reads nothing for some turns of the loop. */
type Act =
  | { readonly kind: 'write'; readonly byteCount: number; readonly isWaiting: boolean }
  | { readonly kind: 'halt'; readonly turns: number };

interface Script {
  readonly acts: readonly Act[];
  readonly ending: 'end' | 'reset' | 'wait-then-end';
}

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      byteCount: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(16_383, 16_384, 16_385, 65_536, 300_000)),
      isWaiting: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('halt' as const), turns: fc.integer({ min: 1, max: 20 }) }) },
);
const anyScript: fc.Arbitrary<Script> = fc.record({
  acts: fc.oneof(
    { weight: 4, arbitrary: fc.array(anyAct, { maxLength: 12 }) },
    { weight: 1, arbitrary: fc.constant([]) },
  ),
  ending: fc.oneof(
    { weight: 3, arbitrary: fc.constant('end' as const) },
    { weight: 2, arbitrary: fc.constant('wait-then-end' as const) },
    { weight: 1, arbitrary: fc.constant('reset' as const) },
  ),
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Bytes that tell where they belong: the position, in four bytes, over and over. */
function bytesAt(at: number, byteCount: number): Buffer {
  const bytes = Buffer.alloc(byteCount);
  for (let index = 0; index < byteCount; index += 1) bytes[index] = ((at + index) >> (8 * ((at + index) % 4))) & 0xff;
  return bytes;
}

interface Peer {
  readonly tls: TLSSocket;
  readonly tcp: Socket;
}

interface Outcome {
  readonly sentBytes: number;
  readonly got: Buffer;
  readonly end: 'clean' | 'reset';
}

/** libuv reports a RST directly behind data as a plain end; writing nothing tells them apart while we have not ended ourselves. */
async function wasReset(tls: TLSSocket, tcp: Socket): Promise<boolean> {
  if (tls.writableEnded || tcp.destroyed) return false;
  return new Promise((resolve) => {
    tcp.write(Buffer.alloc(0), (error) => resolve(error !== null && error !== undefined));
    tls.once('close', () => resolve(true));
  });
}

async function play({ tls, tcp }: Peer, script: Script): Promise<Outcome> {
  const parts: Buffer[] = [];
  const peerEnded = new Promise<boolean>((resolve) => {
    tls.once('end', () => wasReset(tls, tcp).then(resolve));
    tls.once('close', () => resolve(false));
  });
  tls.on('data', (bytes: Buffer) => parts.push(bytes));
  const ended = endOf(tls);
  let sentBytes = 0;
  for (const act of script.acts) {
    if (tls.destroyed) break;
    if (act.kind === 'halt') {
      tls.pause();
      for (let count = 0; count < act.turns; count += 1) await turn();
      tls.resume();
      continue;
    }
    const isRoom = tls.write(bytesAt(sentBytes, act.byteCount));
    sentBytes += act.byteCount;
    if (act.isWaiting && !isRoom) await Promise.race([once(tls, 'drain').catch(() => undefined), ended]);
  }
  if (script.ending === 'reset') resetPeer(tcp);
  else {
    const isReset = script.ending === 'wait-then-end' && (await peerEnded);
    tls.end();
    if (isReset) return { end: 'reset', got: Buffer.concat(parts), sentBytes };
  }
  return { end: await ended, got: Buffer.concat(parts), sentBytes };
}

async function openPeers(context: TestContext, rig: RelayRig): Promise<{ client: Peer; server: Peer }> {
  const tcp = connectTcp({ host: '127.0.0.1', port: rig.relay.address.port, allowHalfOpen: true });
  tcp.on('error', () => undefined);
  const client = await secure(context, tcp, rig.certificates);
  const server = await rig.upstream.accept();
  // Both handshakes are through then: the splice is what is tested here.
  client.write('>');
  await readExactly(server, 1);
  server.write('<');
  await readExactly(client, 1);
  return {
    client: { tls: client, tcp },
    server: { tls: server, tcp: (server as unknown as { _parent: Socket })._parent },
  };
}

const tapped = (events: readonly WireEvent[], direction: Direction): Buffer =>
  Buffer.concat(
    events.flatMap((event) => (event.kind === 'bytes' && event.direction === direction ? [event.bytes] : [])),
  );

function checkDirection(from: Outcome, to: Outcome, isWhole: boolean, where: string): void {
  // Compared as a whole first: assert.deepEqual of megabytes takes seconds when it fails.
  assert.ok(to.got.length <= from.sentBytes, `${where}: more came than was sent`);
  assert.ok(to.got.equals(bytesAt(0, to.got.length)), `${where}: bytes changed`);
  if (isWhole) assert.equal(to.got.length, from.sentBytes, `${where}: bytes are missing`);
}

async function checkRun(
  context: TestContext,
  rig: RelayRig,
  forClient: Script,
  forServer: Script,
  hasTap: boolean,
): Promise<void> {
  const firstEvent = rig.events.length;
  // Two that wait for each other's end would wait for ever.
  const serverScript: Script =
    forClient.ending === 'wait-then-end' && forServer.ending === 'wait-then-end'
      ? { ...forServer, ending: 'end' }
      : forServer;
  const peers = await openPeers(context, rig);
  const [client, server] = await Promise.all([play(peers.client, forClient), play(peers.server, serverScript)]);
  const hasReset = forClient.ending === 'reset' || serverScript.ending === 'reset';
  checkDirection(client, server, !hasReset, 'towards the server');
  checkDirection(server, client, !hasReset, 'towards the client');
  if (!hasReset) assert.deepEqual([client.end, server.end], ['clean', 'clean']);
  // Who has ended itself may miss it: its kernel is asked nothing any more. Who waits may not.
  const mustSeeReset = ({ ending }: Script): boolean => ending === 'wait-then-end';
  if (forClient.ending === 'reset' && mustSeeReset(serverScript)) assert.equal(server.end, 'reset');
  if (serverScript.ending === 'reset' && mustSeeReset(forClient)) assert.equal(client.end, 'reset');
  if (!hasTap) return;
  const connection = Math.max(...rig.events.map((event) => event.connection));
  await rig.saw((event) => event.kind === 'closed' && event.connection === connection);
  const events = rig.events.slice(firstEvent).filter((event) => event.connection === connection);
  for (const [direction, from] of [
    ['toServer', client],
    ['toClient', server],
  ] as const) {
    const seen = tapped(events, direction).subarray(1); // behind the greeting
    assert.ok(seen.equals(bytesAt(0, seen.length)), `the tap saw other bytes ${direction}`);
    if (!hasReset) assert.equal(seen.length, from.sentBytes);
  }
  rig.events.length = 0;
}

const runCount = isLongRun ? 400 : 30;

async function checkLaw(context: TestContext, rig: RelayRig, hasTap: boolean, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(anyScript, anyScript, (forClient, forServer) =>
      checkRun(context, rig, forClient, forServer, hasTap),
    ),
    { numRuns, endOnFailure: true, includeErrorInReport: true },
  );
}

test('transparency: random pieces, halts, half-closes and resets', async (context) => {
  await checkLaw(context, await startRelayRig(context), true, runCount);
});

test('transparency: over an emulated line', async (context) => {
  const rateBitsPerSec = { toServer: 2_000_000_000, toClient: 1_000_000_000 };
  const line = { delayMs: 1, jitterMs: 1, rateBitsPerSec, lossShare: 0.001, handshakeDelayMs: 1 };
  await checkLaw(context, await startRelayRig(context, { relay: { line } }), true, Math.ceil(runCount / 3));
});

test('transparency: the observer throws at every event', async (context) => {
  const observe = (): never => {
    throw new Error('always');
  };
  await checkLaw(context, await startRelayRig(context, { relay: { observe } }), false, Math.ceil(runCount / 3));
});

test('transparency: the observer is slow', async (context) => {
  const observe = (): void => {
    const until = performance.now() + 0.5;
    while (performance.now() < until);
  };
  await checkLaw(context, await startRelayRig(context, { observe }), true, Math.ceil(runCount / 3));
});

test('transparency: nobody observes', async (context) => {
  await checkLaw(
    context,
    await startRelayRig(context, { relay: { observe: () => undefined } }),
    false,
    Math.ceil(runCount / 3),
  );
});
