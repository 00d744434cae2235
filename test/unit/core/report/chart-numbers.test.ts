// What charts are drawn from: histogram bins and series in steps. No call and no byte may get lost on the way.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { binLatency, type CallRow, type SeriesPoint, stepSeries } from '../../../../src/core/report/index.js';
import { sampleCalls, sampleSeries } from '../../../support/sample-report.js';

const callOf = (durationMs: number | null): CallRow => ({ ...sampleCalls[0]!, durationMs });

test('bins: each answered call lies between the edges of its bin', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), { maxLength: 40 }), (durations) => {
      for (const durationMs of durations) {
        const { edgesMs, operations } = binLatency([callOf(durationMs)]);
        assert.deepEqual(operations[0]?.counts, [1]);
        assert.ok(edgesMs[0]! <= durationMs && durationMs < edgesMs[1]!, `${durationMs} in ${edgesMs.join(' to ')}`);
      }
      const bins = binLatency(durations.map(callOf));
      const counted = bins.operations.flatMap((one) => one.counts).reduce((sum, count) => sum + count, 0);
      assert.equal(counted, durations.length);
    }),
  );
});

test('bins: what has no whole reply has no duration, what took no time counts as quickest', () => {
  const open: CallRow = { ...callOf(null), state: 'open' };
  assert.deepEqual(binLatency([open]), { edgesMs: [], operations: [] });
  assert.deepEqual(binLatency([callOf(0), open]).operations[0]?.counts, [1]);
  assert.deepEqual(
    binLatency(sampleCalls).operations.map((one) => one.operation),
    [
      'uploadDynamicChunk',
      'appendDynamicIndex',
      'openBackup',
      'createDynamicIndex',
      'previousBackupTime',
      'downloadPrevious',
    ],
  );
});

const bytesOf = (points: readonly SeriesPoint[]): number => points.reduce((sum, point) => sum + point.toServerBytes, 0);

test('steps: as many as asked for at most, holes are steps of nothing, and the bytes stay the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 40_000_000 }), (maxStepCount, toMs) => {
      const points = sampleSeries.filter((point) => point.atMs <= toMs);
      const { stepMs, steps } = stepSeries(points, { fromMs: 0, toMs }, maxStepCount);
      assert.ok(steps.length <= maxStepCount && steps.length > 0);
      assert.ok(steps.at(-1)!.atMs <= toMs && steps.at(-1)!.atMs + stepMs > toMs);
      const bytes = steps.reduce((sum, step) => sum + (step.toServerBytesPerSec * stepMs) / 1000, 0);
      assert.ok(Math.abs(bytes - bytesOf(points)) < 1, `${bytes} of ${bytesOf(points)}`);
    }),
  );
});

test('steps: a step takes the slowest second and the lowest window of its own', () => {
  const { stepMs, steps } = stepSeries(sampleSeries, { fromMs: 52_000, toMs: 95_400 }, 10);
  assert.equal(stepMs, 5000);
  const own = sampleSeries.slice(0, 5);
  assert.equal(
    steps[0]?.connectionWindowMinBytes,
    Math.min(...own.map((point) => point.connectionWindowMinBytes ?? 0)),
  );
  assert.equal(steps[0]?.chunkCallP99MaxMs, Math.max(...own.map((point) => point.chunkCallP99Ms ?? 0)));
  assert.equal(steps.at(-2)?.chunkCallP99MaxMs, null);
});
