// The reader of traces: whole ones, cut ones, damaged ones, and files that are none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeEvent, type Event } from '../../../../src/core/event/index.js';
import { readTrace, TraceUnusable } from '../../../../src/sources/trace/index.js';

const header = `{"format":"pbscope-trace","version":1,"tool":"pbscope 0.0.0","startedAt":"2026-11-24T08:00:00.000Z","ends":{"listen":"a","upstream":"b"},"redacted":["secrets"]}`;
const ping = '{"kind":"ping","connection":1,"atMs":1,"direction":"toServer","isAck":false}';
const update = '{"kind":"windowUpdate","connection":1,"atMs":2,"direction":"toClient","stream":0,"incrementBytes":5}';

async function* cut(text: string, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  let at = 0;
  for (const size of sizes) {
    yield bytes.subarray(at, at + size);
    at += size;
  }
  yield bytes.subarray(at);
}

async function readAll(text: string, sizes: readonly number[] = []): Promise<string[]> {
  const trace = await readTrace(cut(text, sizes));
  const events: Event[] = [];
  for await (const event of trace.events) events.push(event);
  return events.map(describeEvent);
}

test('gives the events and ends a trace that has no end', async () => {
  assert.deepEqual(await readAll(`${header}\n${ping}\n${update}\n`), [
    '+1.000 [1] C> ping',
    '+2.000 [1] S> windowUpdate 0 +5',
    '+2.000 [0] sourceEnded stopped',
  ]);
});

test('reads up to the last whole line after a crash, and says so', async () => {
  assert.deepEqual(await readAll(`${header}\n${ping}\n${update.slice(0, 30)}`), [
    '+1.000 [1] C> ping',
    '+1.000 [0] problem trace/malformed: the last line, 3, was cut off',
    '+1.000 [0] sourceEnded stopped',
  ]);
});

test('a line that is no event is a problem, and the rest is read', async () => {
  const bad = '{"kind":"requestHead","connection":1,"atMs":1}';
  assert.deepEqual(await readAll(`${header}\n${bad}\n{\n${ping}\n`), [
    '+0.000 [0] problem trace/malformed: line 2 is no event',
    '+0.000 [0] problem trace/malformed: line 3 is no event',
    '+1.000 [1] C> ping',
    '+1.000 [0] sourceEnded stopped',
  ]);
});

test('time does not run backwards', async () => {
  assert.deepEqual((await readAll(`${header}\n${update}\n${ping}\n`)).slice(0, 2), [
    '+2.000 [1] S> windowUpdate 0 +5',
    '+2.000 [1] C> ping',
  ]);
});

test('refuses what is no trace, and what a newer pbscope wrote', async () => {
  await assert.rejects(readAll('hello\n'), TraceUnusable);
  await assert.rejects(readAll(''), TraceUnusable);
  await assert.rejects(readAll(header.replace('"version":1', '"version":99')), /newer pbscope/);
});

test('Law 2 (split): any cut of the file gives the same events', async () => {
  const text = `${header}\n${ping}\n${update}\n${ping}\n`;
  const whole = await readAll(text);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(60), { maxLength: 20 }), async (sizes) => {
      assert.deepEqual(await readAll(text, sizes), whole);
    }),
    { numRuns: 50 },
  );
});

test('Law 4 (tolerance): no lines whatever make the reader throw', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.json(), fc.constant(ping)), { maxLength: 10 }),
      async (lines) => {
        const events = await readAll(`${header}\n${lines.join('\n')}\n`);
        assert.match(events.at(-1) ?? '', /sourceEnded/);
      },
    ),
    { numRuns: 100 },
  );
});

test('what the kernel told of a socket is read as it was written', async () => {
  const facts =
    '{"kind":"tcpFacts","connection":1,"atMs":3,"leg":"server","state":"ESTAB","rttMs":20.5,"minRttMs":null,"segmentBytes":1448,"congestionWindowSegmentCount":10,"unackedSegmentCount":2,"lostSegmentCount":0,"retransmittedSegmentCount":7,"sendQueueBytes":2896,"notSentBytes":0,"receiveQueueBytes":0,"busyMs":12,"receiverLimitedMs":0}';
  const [line] = await readAll(`${header}\n${facts}\n`);
  assert.equal(
    line,
    '+3.000 [1] tcpFacts leg=server ESTAB rtt=20.500 min=? cwnd=10x1448 unacked=2 lost=0 retransmitted=7 sendq=2896 notsent=0 recvq=0 busy=12.000 receiver-limited=0.000',
  );
});
