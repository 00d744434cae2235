// The small numbers: histogram, calls in flight, seconds of the series, windows, and who owes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Event } from '../../../../src/core/event/index.js';
import { DurationSample } from '../../../../src/core/metrics/duration-sample.js';
import { DurationHistogram } from '../../../../src/core/metrics/histogram.js';
import { InFlight } from '../../../../src/core/metrics/in-flight.js';
import { SeriesStore } from '../../../../src/core/metrics/series.js';
import { Windows } from '../../../../src/core/metrics/windows.js';

const nearestRank = (sorted: readonly number[], percentile: number): number =>
  sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)] ?? 0;

test('percentiles of the histogram are those of the sorted list, to 0.1 %', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
      (list) => {
        const histogram = new DurationHistogram();
        const sample = new DurationSample();
        for (const durationMs of list) {
          histogram.add(durationMs);
          sample.add(durationMs);
        }
        const sorted = [...list].sort((a, b) => a - b);
        assert.equal(histogram.maxMs, sorted.at(-1));
        for (const percentile of [50, 95, 99]) {
          const exact = nearestRank(sorted, percentile);
          assert.equal(sample.percentileMs(percentile), exact);
          assert.ok(Math.abs(histogram.percentileMs(percentile) - exact) <= 0.001 + exact * 0.001);
        }
      },
    ),
  );
});

test('calls in flight: the most, and the mean over the time from first to last', () => {
  const inFlight = new InFlight();
  inFlight.begin(10);
  inFlight.begin(20);
  inFlight.end(30);
  inFlight.end(50);
  assert.deepEqual(inFlight.summary(), { open: 0, max: 2, mean: (10 * 1 + 10 * 2 + 20 * 1) / 40 });
});

test('the series adds up each second, apart and together', () => {
  const series = new SeriesStore();
  series.note(1, 100, { toServerBytes: 5, chunkCallMs: 10, connectionWindowBytes: 900 }, 'own-and-all');
  series.note(1, 900, { toServerBytes: 5, chunkCallMs: 30, connectionWindowBytes: 100 }, 'own-and-all');
  series.note(2, 950, { toServerBytes: 7, inFlight: 3 }, 'own-only');
  series.note(1, 2500, { reusedBytes: 4 }, 'own-and-all');
  const [first, second] = series.points({ session: 1 });
  assert.deepEqual(
    [first?.atMs, first?.toServerBytes, first?.chunkCallCount, first?.chunkCallP50Ms, first?.connectionWindowMinBytes],
    [0, 10, 2, 10, 100],
  );
  assert.deepEqual([second?.atMs, second?.reusedBytes, second?.chunkCallP50Ms], [2000, 4, null]);
  assert.equal(series.points({})[0]?.toServerBytes, 10);
  assert.equal(series.points({ session: 2 })[0]?.inFlightMax, 3);
  assert.equal(series.points({ session: 1, fromMs: 1000 }).length, 1);
});

test('calls in flight last until they end: in seconds without news, in ranges that begin there, in all sessions together', () => {
  const series = new SeriesStore();
  series.note(1, 100, { inFlight: 2 }, 'own-and-all');
  series.note(2, 200, { inFlight: 3 }, 'own-and-all');
  series.note(1, 2100, { toServerBytes: 1 }, 'own-and-all');
  series.note(2, 9000, { inFlight: 0 }, 'own-and-all');
  series.note(1, 9100, { inFlight: 1 }, 'own-and-all');
  const inFlight = (session?: number): string[] =>
    series
      .points(session === undefined ? {} : { session })
      .map((one) => `${one.atMs / 1000}: ${one.inFlightMax}, ${one.inFlightAtEnd}`);
  assert.deepEqual(inFlight(1), ['0: 2, 2', '2: 2, 2', '9: 2, 1']);
  assert.deepEqual(inFlight(2), ['0: 3, 3', '9: 3, 0']);
  assert.deepEqual(inFlight(), ['0: 5, 5', '2: 5, 5', '9: 5, 1']);
  const [first] = series.points({ session: 2, fromMs: 5500, toMs: 8000 });
  assert.deepEqual([first?.atMs, first?.inFlightMax], [5000, 3]);
  assert.deepEqual(series.points({ session: 2, fromMs: 12_000 }), [], 'nothing is open any more');
});

test('windows follow DATA, WINDOW_UPDATE and stalls', () => {
  const windows = new Windows();
  const at = { connection: 1, atMs: 1 };
  const events: Event[] = [
    {
      kind: 'data',
      ...at,
      protocol: 'http2',
      stream: 3,
      direction: 'toServer',
      byteCount: 10,
      firstAtMs: 1,
      connectionWindowBytes: 50,
      streamWindowBytes: 0,
    },
    { kind: 'windowUpdate', ...at, direction: 'toClient', stream: 0, incrementBytes: 25 },
    { kind: 'windowUpdate', ...at, direction: 'toClient', stream: 3, incrementBytes: 8 },
    { kind: 'windowUpdate', ...at, direction: 'toServer', stream: 0, incrementBytes: 999 },
  ];
  for (const event of events) windows.noteEvent(event);
  assert.equal(windows.connectionBytes('toServer'), 75);
  assert.equal(windows.streamBytes('toServer', 3), 8);
  assert.equal(windows.connectionBytes('toClient'), null);
  windows.forget(3);
  assert.equal(windows.streamBytes('toServer', 3), null);
});
