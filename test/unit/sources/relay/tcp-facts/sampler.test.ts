// When the kernel is asked, what is told of its answers, and when it is left alone. No clock: each wait is one step of the test.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { Fact, Tap } from '../../../../../src/sources/relay/tap.js';
import { createTcpSampler } from '../../../../../src/sources/relay/tcp-facts/sampler.js';

const clientEnds = {
  localAddress: '::ffff:10.0.0.1',
  localPort: 8008,
  remoteAddress: '::ffff:10.0.0.9',
  remotePort: 4000,
};
const serverEnds = { localAddress: '10.0.0.1', localPort: 5000, remoteAddress: '10.0.0.2', remotePort: 8007 };
const answer = (clientRtt: string, retransmits = 0): string =>
  `ESTAB 0 0 [::ffff:10.0.0.1]:8008 [::ffff:10.0.0.9]:4000 cubic rtt:${clientRtt}/1 mss:1448 cwnd:10 minrtt:${clientRtt}
ESTAB 0 0 10.0.0.1:5000 10.0.0.2:8007
\t cubic rtt:4/1 mss:1448 cwnd:10 retrans:0/${retransmits} minrtt:3
ESTAB 0 0 10.0.0.1:22 10.0.0.7:50000 cubic rtt:1/1
`;

interface Bench {
  readonly told: string[];
  readonly asked: string[];
  readonly waits: number[];
  /** Lets the next wait be over. */
  step(): Promise<void>;
}

function open(answers: readonly (string | null | Error)[]): Bench & { unwatch(): void; watchAgain(): void } {
  const told: string[] = [];
  const asked: string[] = [];
  const waits: number[] = [];
  let next = (): void => undefined;
  const sampler = createTcpSampler({
    ask: async ({ local, remote }) => {
      asked.push(`${local} ${remote}`);
      const given = answers[asked.length - 1];
      if (given instanceof Error) throw given;
      return given === undefined ? '' : given;
    },
    lineRoundTripMs: 40,
    after: (waitMs, call) => {
      waits.push(waitMs);
      next = call;
    },
  });
  const tap: Tap = {
    tell: (fact: Fact) =>
      told.push(
        fact.kind === 'tcpFacts'
          ? `${fact.leg} rtt=${fact.rttMs} retransmitted=${fact.retransmittedSegmentCount}`
          : fact.kind === 'roundTrip'
            ? `round trip to ${fact.toward} ${fact.roundTripMs}`
            : fact.kind,
      ),
    sawBytes: () => undefined,
  };
  const watchBoth = () => [
    sampler.watch(clientEnds as Socket, 'client', tap),
    sampler.watch(serverEnds as Socket, 'server', tap),
  ];
  let ends = watchBoth();
  return {
    told,
    asked,
    waits,
    async step() {
      const call = next;
      next = () => undefined;
      call();
      await new Promise((resolve) => setImmediate(resolve));
    },
    unwatch() {
      for (const end of ends) end();
    },
    watchAgain() {
      ends = watchBoth();
    },
  };
}

test('what changed is told, with the round trip when it is shorter; the line is in the server’s', async () => {
  const bench = open([answer('0.5'), answer('0.49', 3), answer('0.2', 3)]);
  await bench.step();
  assert.deepEqual(bench.asked, ['8008 8007']);
  assert.deepEqual(bench.told.splice(0), [
    'client rtt=0.5 retransmitted=0',
    'round trip to client 0.5',
    'server rtt=4 retransmitted=0',
    'round trip to server 43',
  ]);
  await bench.step();
  assert.deepEqual(bench.told.splice(0), ['client rtt=0.49 retransmitted=0', 'server rtt=4 retransmitted=3']);
  await bench.step();
  assert.deepEqual(bench.told, ['client rtt=0.2 retransmitted=0', 'round trip to client 0.2']);
});

test('the first question comes soon; while nothing changes they are more seldom, and again each second when something does', async () => {
  const bench = open([answer('1'), answer('1'), answer('1'), answer('2'), answer('2')]);
  const askedAt: number[] = [];
  let atMs = 0;
  for (let step = 0; step < 11; step += 1) {
    const before = bench.asked.length;
    atMs += bench.waits.at(-1) ?? 0;
    await bench.step();
    if (bench.asked.length > before) askedAt.push(atMs);
  }
  assert.deepEqual(askedAt, [100, 1100, 3100, 7100, 8100, 10_100]);
});

test('a new connection is asked for within a second, however seldom it was', async () => {
  const bench = open(Array.from({ length: 9 }, () => answer('1')));
  for (let step = 0; step < 5; step += 1) await bench.step();
  assert.equal(bench.asked.length, 3);
  bench.watchAgain();
  await bench.step();
  assert.equal(bench.asked.length, 4);
});

test('without open connections nobody is asked, and connections that follow each other cause one question a second', async () => {
  const bench = open([answer('1'), answer('1')]);
  await bench.step();
  for (let connection = 0; connection < 5; connection += 1) {
    bench.unwatch();
    bench.watchAgain();
  }
  assert.deepEqual(bench.waits, [100, 1000]);
  bench.unwatch();
  await bench.step();
  await bench.step();
  assert.deepEqual([bench.asked.length, bench.waits], [1, [100, 1000]]);
  bench.watchAgain();
  assert.deepEqual(bench.waits, [100, 1000, 100]);
});

test('where the kernel cannot be asked, it is asked once', async () => {
  const bench = open([null]);
  for (let step = 0; step < 3; step += 1) await bench.step();
  assert.deepEqual([bench.asked.length, bench.told.length], [1, 0]);
});

test('an answer that does not come is asked for again, three times', async () => {
  const late = new Error('timed out');
  const bench = open([late, late, answer('1'), late, late, late, answer('1')]);
  for (let step = 0; step < 8; step += 1) await bench.step();
  assert.deepEqual([bench.asked.length, bench.told.length], [6, 4]);
});
