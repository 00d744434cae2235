// In: points of a series with holes. Out: a minute without holes, its rates and its dedup numbers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillSeconds, type SeriesPoint, summariseSeries } from '../../../../src/core/report/index.js';

const empty = fillSeconds([], 0, 1)[0]!;
const point = (second: number, change: Partial<SeriesPoint>): SeriesPoint => ({
  ...empty,
  atMs: second * 1000,
  ...change,
});

test('holes become seconds of zeros, the last one is that of the given time', () => {
  const seconds = fillSeconds([point(3, { toServerBytes: 5 }), point(9, { toServerBytes: 7 })], 9800, 8);
  assert.deepEqual(
    seconds.map((one) => `${one.atMs}:${one.toServerBytes}`),
    ['2000:0', '3000:5', '4000:0', '5000:0', '6000:0', '7000:0', '8000:0', '9000:7'],
  );
  assert.equal(fillSeconds([], 2500, 60).length, 3, 'nothing before the beginning');
});

test('calls that were open stay so through seconds without news', () => {
  const seconds = fillSeconds([point(1, { inFlightMax: 3, inFlightAtEnd: 2 }), point(4, { inFlightMax: 2 })], 5000, 6);
  assert.deepEqual(
    seconds.map((one) => one.inFlightMax),
    [0, 3, 2, 2, 2, 0],
  );
});

test('rates are over all seconds, ratios over what there was', () => {
  const summary = summariseSeries([
    point(0, { toServerBytes: 3000, logicalBytes: 800, uploadedBytes: 200, reusedBytes: 600 }),
    point(1, { toClientBytes: 400, connectionWindowMinBytes: 0 }),
    point(2, { connectionWindowMinBytes: -5 }),
    point(3, { connectionWindowMinBytes: 65_535 }),
  ]);
  assert.deepEqual(summary, {
    secondCount: 4,
    toServerBytesPerSec: 750,
    toClientBytesPerSec: 100,
    logicalBytes: 800,
    uploadedBytes: 200,
    dedupRatio: 4,
    dedupShare: 0.75,
    windowEmptySecondCount: 2,
  });
});

test('what is not there is null, not zero', () => {
  const { dedupRatio, dedupShare } = summariseSeries([]);
  assert.deepEqual([dedupRatio, dedupShare], [null, null]);
});
