// Laws 2 and 4 for the whole of decode: Events do not depend on cuts, and no bytes whatever make it throw or grow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BodyCapture } from '../../src/core/decode/index.js';
import { describeEvent } from '../../src/core/event/index.js';
import { c, cutAgain, type DecodeSettings, decodeEvents, type Sent, s } from '../support/decode-lines.js';
import { isLongRun } from '../support/paths.js';
import { sampleSession } from '../support/session-bytes.js';

const runCount = isLongRun ? 5000 : 150;
const captures: readonly BodyCapture[] = [
  { mode: 'none' },
  { mode: 'first', byteCount: 12 },
  { mode: 'whole', limitBytes: 1024 },
  { mode: 'stream' },
];

for (const capture of captures) {
  test(`Law 2 (split): the Events of a session are the same for any cut, body capture ${capture.mode}`, () => {
    const whole = decodeEvents(sampleSession, { capture }).map(describeEvent);
    assert.deepEqual(
      whole.filter((line) => line.includes('problem')),
      [],
    );
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 30 }), (sizes) => {
        assert.deepEqual(decodeEvents(cutAgain(sampleSession, sizes), { capture }).map(describeEvent), whole);
      }),
      { numRuns: Math.ceil(runCount / captures.length) },
    );
    assert.deepEqual(decodeEvents(cutAgain(sampleSession, [1]), { capture }).map(describeEvent), whole);
  });
}

/** Where one byte is changed or lost; `at` picks the piece, `value` the place in it. */
interface Fault {
  readonly at: number;
  readonly what: 'change' | 'lose';
  readonly value: number;
}

const anyFaults: fc.Arbitrary<Fault[]> = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    what: fc.constantFrom('change' as const, 'lose' as const),
    value: fc.nat(255),
  }),
  { minLength: 1, maxLength: 6 },
);

/** Only the first bytes of a piece are hurt: heads are there, behind them is payload. */
const hurtBytes = 200;

function hurt(faults: readonly Fault[]): Sent[] {
  const sent = sampleSession.map((one) => ({ ...one, bytes: Uint8Array.from(one.bytes) }));
  for (const { at, what, value } of faults) {
    const one = sent[Math.min(sent.length - 1, Math.floor(at * sent.length))];
    if (one === undefined || one.bytes.length === 0) continue;
    const place = (value * 7919) % Math.min(one.bytes.length, hurtBytes);
    if (what === 'change') one.bytes[place] = value;
    else one.bytes = Uint8Array.from([...one.bytes.subarray(0, place), ...one.bytes.subarray(place + 1)]);
  }
  return sent;
}

const anySizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 });

function checkCuts(sent: readonly Sent[], sizes: readonly number[], options: DecodeSettings): void {
  const whole = decodeEvents(sent, options);
  assert.deepEqual(decodeEvents(cutAgain(sent, sizes), options).map(describeEvent), whole.map(describeEvent));
  const times = whole.map((event) => event.atMs);
  assert.deepEqual(times, [...times].sort(byNumber));
}

const byNumber = (a: number, b: number): number => a - b;

for (const isLateJoin of [false, true]) {
  test(`Law 2 (split): a session with faults, ${isLateJoin ? 'joined late' : 'from its beginning'}; Events in order of time`, () => {
    fc.assert(
      fc.property(anyFaults, anySizes, (faults, sizes) => {
        checkCuts(hurt(faults), sizes, { isLateJoin, capture: { mode: 'whole', limitBytes: 100 } });
      }),
      { numRuns: runCount },
    );
  });
}

test('Law 2 (split): a session whose first bytes were not seen', () => {
  fc.assert(
    fc.property(fc.nat(3000), anySizes, (lostBytes, sizes) => {
      let left = lostBytes;
      const rest = sampleSession.map((one) => {
        const taken = Math.min(left, one.bytes.length);
        left -= taken;
        return { ...one, bytes: one.bytes.subarray(taken) };
      });
      checkCuts(rest, sizes, { isLateJoin: true });
    }),
    { numRuns: runCount },
  );
});

test('Law 2 (split): any bytes from both sides; Events in order of time', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ minLength: 1, maxLength: 60 })), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(undefined, 'h2'),
      fc.boolean(),
      (pieces, alpn, isLateJoin) => {
        const sent = pieces.map(([isClient, bytes], index) => (isClient ? c : s)(index, bytes));
        checkCuts(sent, [1], { isLateJoin, ...(alpn === undefined ? {} : { alpn }) });
      },
    ),
    { numRuns: runCount * 2 },
  );
});

test('Law 4 (tolerance): any bytes from both sides', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.boolean(), fc.uint8Array({ maxLength: 300 })), { maxLength: 20 }),
      fc.constantFrom(undefined, 'h2'),
      fc.boolean(),
      (pieces, alpn, isLateJoin) => {
        const sent = pieces.map(([isClient, bytes], index) => (isClient ? c : s)(index, bytes));
        const lines = decodeEvents(sent, { isLateJoin, ...(alpn === undefined ? {} : { alpn }) }).map(describeEvent);
        assert.ok(!lines.some((line) => line.includes('decode/internal')), lines.join('\n'));
      },
    ),
    { numRuns: runCount * 2 },
  );
});

test('Law 4 (tolerance): a session with bytes changed and lost, and pieces that come twice', () => {
  fc.assert(
    fc.property(
      anyFaults,
      fc.array(fc.nat(sampleSession.length - 1), { maxLength: 3 }),
      fc.boolean(),
      (faults, twice, isLateJoin) => {
        const sent = hurt(faults).flatMap((one, index) => (twice.includes(index) ? [one, one] : [one]));
        const lines = decodeEvents(sent, { isLateJoin, capture: { mode: 'stream' } }).map(describeEvent);
        assert.ok(!lines.some((line) => line.includes('decode/internal')), lines.join('\n'));
      },
    ),
    { numRuns: runCount * 2 },
  );
});
