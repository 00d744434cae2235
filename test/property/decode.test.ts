// Laws 2 and 4 for the whole of decode: Events do not depend on cuts, and no bytes whatever make it throw or grow.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BodyCapture } from '../../src/core/decode/index.js';
import { describeEvent } from '../../src/core/event/index.js';
import { c, cutAgain, decodeEvents, s } from '../support/decode-lines.js';
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

test('Events come in order of time', () => {
  const times = decodeEvents(sampleSession).map((event) => event.atMs);
  assert.deepEqual(
    times,
    [...times].sort((a, b) => a - b),
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

test('Law 4 (tolerance): a session with bytes changed, lost and doubled', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          at: fc.double({ min: 0, max: 1, noNaN: true }),
          what: fc.constantFrom('change', 'lose', 'double'),
          value: fc.nat(255),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      fc.boolean(),
      (changes, isLateJoin) => {
        const sent = sampleSession.map((one) => ({ ...one, bytes: Uint8Array.from(one.bytes) }));
        for (const change of changes) {
          const index = Math.min(sent.length - 1, Math.floor(change.at * sent.length));
          const one = sent[index];
          if (one === undefined || one.bytes.length === 0) continue;
          const at = (change.value * 7919) % one.bytes.length;
          if (change.what === 'change') one.bytes[at] = change.value;
          else if (change.what === 'lose')
            sent[index] = {
              ...one,
              bytes: Uint8Array.from([...one.bytes.subarray(0, at), ...one.bytes.subarray(at + 1)]),
            };
          else sent.splice(index, 0, one);
        }
        const lines = decodeEvents(sent, { isLateJoin, capture: { mode: 'stream' } }).map(describeEvent);
        assert.ok(!lines.some((line) => line.includes('decode/internal')), lines.join('\n'));
      },
    ),
    { numRuns: runCount * 2 },
  );
});
