// Law 4 for the exchange and pbs stages: no sequence of Events makes them throw, every call ends once, nothing ended is
// kept; and bodies of any content tell something or nothing, never an exception.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Event, encodeBase64 } from '../../src/core/event/index.js';
import { type CallStep, CallTracker, describeCallStep, endpoints, formatTarget } from '../../src/core/pbs/index.js';
import { isLongRun } from '../support/paths.js';

const runCount = isLongRun ? 3000 : 150;
const connection = fc.integer({ min: 1, max: 3 });
const stream = fc.integer({ min: 0, max: 9 });
const direction = fc.constantFrom('toServer' as const, 'toClient' as const);
const protocol = fc.constantFrom('http1' as const, 'http2' as const);
const target = fc.oneof(
  fc.constantFrom(...endpoints.map((one) => formatTarget(one.name, { store: 'tank', 'archive-name': 'a.didx' }))),
  fc.string(),
);
const body = fc.oneof(
  fc.json().map((text) => new TextEncoder().encode(text)),
  fc.constant(new TextEncoder().encode('{"data":3,"digest-list":["x"],"offset-list":[0]}')),
  fc.uint8Array({ maxLength: 5000 }),
);

/** Any Event that matters here, fields drawn at random; times are put in afterwards. */
const anyEvent: fc.Arbitrary<Event> = fc
  .record({
    kind: fc.constantFrom(
      ...(['opened', 'requestHead', 'responseHead', 'data', 'bodyPart', 'bodyEnd', 'trailers', 'http2Began'] as const),
      ...([
        'windowStall',
        'streamReset',
        'wentDark',
        'resumed',
        'closed',
        'sourceEnded',
        'ping',
        'requestHead',
        'data',
      ] as const),
    ),
    connection,
    protocol,
    stream,
    direction,
    method: fc.constantFrom('GET', 'POST', 'PUT', 'CONNECT', ''),
    target,
    status: fc.constantFrom(0, 100, 101, 200, 204, 400, 401, 404),
    body,
    offset: fc.nat(3),
    count: fc.nat(100_000),
    flag: fc.boolean(),
    upgrade: fc.constantFrom(null, 'proxmox-backup-protocol-v1', 'proxmox-backup-reader-protocol-v1', 'x'),
    length: fc.constantFrom('12', '-1', '1e9', 'x'),
    how: fc.constantFrom('upgrade', 'late-join', 'alpn', 'fin', 'capture-end', 'reset'),
  })
  .map(({ body: bytes, count, flag, length, ...fields }) => {
    const event = {
      ...fields,
      atMs: 0,
      firstAtMs: 0,
      authority: null,
      headers: [['content-length', length]],
      credential: null,
      headBytes: 1,
      hasBody: flag,
      isLateJoin: flag,
      isStalled: flag,
      isAck: flag,
      byteCount: count,
      totalBytes: flag ? count : bytes.length,
      base64: encodeBase64(bytes),
      errorName: 'CANCEL',
      errorCode: 8,
      by: 'client',
      reason: 'test',
    };
    return event as unknown as Event;
  });

const inOrder = (events: readonly Event[]): Event[] =>
  events.map((event, i) => ({ ...event, atMs: i, firstAtMs: i - 0.5 }));

test('tolerance: random Events never throw, and every call ends at most once, after it started', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 200, size: 'max' }), (random) => {
      const tracker = new CallTracker();
      const running = new Set<number>();
      const begun = new Set<number>();
      for (const event of inOrder(random)) {
        for (const step of tracker.feed(event)) {
          checkStep(step, event, running, begun);
          assert.equal(typeof describeCallStep(step), 'string');
        }
      }
    }),
    { numRuns: runCount },
  );
});

function checkStep(step: CallStep, event: Event, running: Set<number>, begun: Set<number>): void {
  const { call } = step;
  assert.equal(step.atMs, event.atMs);
  if (step.kind === 'callStarted') {
    assert.ok(!begun.has(call.id));
    begun.add(call.id);
    running.add(call.id);
  } else assert.ok(running.has(call.id), `${step.kind} of a call that does not run`);
  if (step.kind === 'callEnded') running.delete(call.id);
  assert.ok(call.windowBlockedMs.connection >= 0 && call.windowBlockedMs.stream >= 0);
  assert.ok(call.lastProgressAtMs <= event.atMs);
}

test('replay: the same Events give the same steps', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 60, size: 'max' }), (random) => {
      const run = (): string[] => {
        const tracker = new CallTracker();
        return inOrder(random).flatMap((event) => tracker.feed(event).map(describeCallStep));
      };
      assert.deepEqual(run(), run());
    }),
    { numRuns: Math.ceil(runCount / 3) },
  );
});

test('bounded: streams and connections beyond the limits are counted, not followed', () => {
  const tracker = new CallTracker();
  const head = (connectionId: number, streamId: number): Event => ({
    kind: 'requestHead',
    connection: connectionId,
    atMs: 0,
    firstAtMs: 0,
    protocol: 'http2',
    stream: streamId,
    method: 'GET',
    target: '/chunk',
    authority: null,
    headers: [],
    credential: null,
    upgrade: null,
    headBytes: 9,
    hasBody: false,
  });
  let startedCount = 0;
  for (let i = 0; i < 5000; i++) startedCount += tracker.feed(head(1, 2 * i + 1)).length;
  for (let i = 2; i < 17_002; i++) startedCount += tracker.feed(head(i, 1)).length;
  assert.equal(startedCount, 4096 + 16_383);
  assert.equal(tracker.droppedCount, 5000 - 4096 + 17_000 - 16_383);
  tracker.feed({ kind: 'sourceEnded', connection: 0, atMs: 1, reason: 'stopped' });
  assert.equal(tracker.droppedCount, 5000 - 4096 + 17_000 - 16_383);
});
