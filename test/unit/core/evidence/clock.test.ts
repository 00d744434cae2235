// Offsets that single lines allow → the offset of a clock, how far off it can be, and how many lines it explains.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { estimateClock } from '../../../../src/core/evidence/index.js';

const range = (fromMs: number, toMs: number) => ({ fromMs, toMs, likelyMs: (fromMs + toMs) / 2 });

test('lines cut to the second narrow each other down', () => {
  const { offsetMs, uncertaintyMs, agreeingCount } = estimateClock(
    [range(-300, 700), range(100, 1100), range(-800, 200)],
    'stated',
  );
  assert.deepEqual([offsetMs, uncertaintyMs, agreeingCount], [150, 50, 3]);
});

test('one line of another run is outvoted and counted', () => {
  const { offsetMs, matchedCount, agreeingCount } = estimateClock(
    [range(0, 1000), range(500, 1500), range(90_000, 91_000)],
    'stated',
  );
  assert.deepEqual([offsetMs, matchedCount, agreeingCount], [750, 3, 2]);
});

test('a file without zones: quarters of an hour are its zone', () => {
  const hourMs = 3_600_000;
  const { zoneMs, offsetMs } = estimateClock([range(hourMs - 100, hourMs + 900)], 'unknown');
  assert.deepEqual([zoneMs, offsetMs], [hourMs, hourMs + 400]);
});

test('no line: not known', () => {
  assert.equal(estimateClock([], 'stated').offsetMs, null);
});

test('whatever the true offset and the calls, it lies within what is said', () => {
  const call = fc.record({
    fromMs: fc.nat(1e6),
    lengthMs: fc.nat(5000),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(
      fc.integer({ min: -1e7, max: 1e7 }),
      fc.array(call, { minLength: 1, maxLength: 30 }),
      (trueMs, calls) => {
        const ranges = calls.map(({ fromMs, lengthMs, part }) => {
          const writtenMs = fromMs + lengthMs * part + trueMs;
          const printedMs = Math.floor(writtenMs / 1000) * 1000;
          return {
            fromMs: printedMs - (fromMs + lengthMs),
            toMs: printedMs + 1000 - fromMs,
            likelyMs: printedMs + 500 - (fromMs + lengthMs),
          };
        });
        const { offsetMs, uncertaintyMs, agreeingCount } = estimateClock(ranges, 'stated');
        assert.equal(agreeingCount, calls.length);
        assert.ok(Math.abs(trueMs - (offsetMs ?? Infinity)) <= (uncertaintyMs ?? 0) + 1e-6);
      },
    ),
    { numRuns: 100 },
  );
});
