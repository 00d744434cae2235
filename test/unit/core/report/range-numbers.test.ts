// In: calls and seconds. Out: the numbers of a stretch, counted again by hand.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { numbersOfRange, summarisePart } from '../../../../src/core/report/index.js';
import { sampleCalls, sampleSeries } from '../../../support/sample-report.js';

test('percentiles are values that occurred, at their place in the order', () => {
  const calls = Array.from({ length: 100 }, (_, index) => ({ ...sampleCalls[0]!, durationMs: 100 - index }));
  assert.deepEqual(summarisePart(calls, 'total'), { count: 100, p50Ms: 50, p95Ms: 95, p99Ms: 99, maxMs: 100 });
  assert.equal(summarisePart([], 'total'), null);
  const open = calls.map((call) => ({ ...call, state: 'open' as const }));
  assert.equal(summarisePart(open, 'total'), null);
});

test('a call counts in the stretch in which it ends, traffic by whole seconds', () => {
  const range = { fromMs: 52_000, toMs: 54_000 };
  const inRange = sampleCalls.filter(
    (call) => call.startedAtMs <= range.toMs && call.startedAtMs + (call.durationMs ?? Infinity) >= range.fromMs,
  );
  const seconds = sampleSeries.filter((point) => point.atMs >= range.fromMs && point.atMs < range.toMs);
  const numbers = numbersOfRange(inRange, seconds, range);
  const ended = inRange.filter((call) => call.startedAtMs + (call.durationMs ?? Infinity) <= range.toMs);
  const counts = Object.values(numbers.latency).reduce((sum, one) => sum + (one?.count ?? 0), 0);
  assert.equal(counts, ended.filter((call) => call.state === 'answered').length);
  assert.equal(numbers.callCount, inRange.length);
  assert.equal(numbers.failedCount, 0);
  assert.equal(numbers.traffic.secondCount, 2);
  assert.equal(numbers.traffic.logicalBytes, 2 * 8 * 4_194_304);
  assert.equal(
    numbers.chunkCheck?.count,
    ended.filter((call) => /Chunk|append|previous$|Previous$/.test(call.operation)).length,
  );
});

test('calls in flight: the greatest and the mean of a counted sweep', () => {
  const durations = fc.array(
    fc.record({ from: fc.integer({ min: 0, max: 50 }), length: fc.integer({ min: 1, max: 20 }) }),
    {
      maxLength: 20,
    },
  );
  fc.assert(
    fc.property(durations, (spans) => {
      const calls = spans.map(({ from, length }) => ({ ...sampleCalls[0]!, startedAtMs: from, durationMs: length }));
      const numbers = numbersOfRange(calls, [], { fromMs: 0, toMs: 100 });
      const openAt = (atMs: number): number =>
        spans.filter(({ from, length }) => from <= atMs && from + length > atMs).length;
      const depths = Array.from({ length: 100 }, (_, atMs) => openAt(atMs));
      assert.equal(numbers.inFlight.max, Math.max(...depths));
      assert.ok(Math.abs(numbers.inFlight.mean - depths.reduce((a, b) => a + b, 0) / 100) < 1e-9);
    }),
    { numRuns: 200 },
  );
});
