// Segments with times against what is measured of them: round trips, repeats, keepalives, silences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Activity } from '../../../../src/core/shape/activity.js';
import { Spread } from '../../../../src/core/shape/spread.js';
import { TcpTiming } from '../../../../src/core/shape/tcp-timing.js';
import type { SegmentSeen } from '../../../../src/core/wire/index.js';

const segment = (
  atMs: number,
  direction: SegmentSeen['direction'],
  sequence: number,
  payloadBytes: number,
  acknowledgement: number | null,
): SegmentSeen => ({
  kind: 'segment',
  connection: 1,
  atMs,
  direction,
  sequence,
  payloadBytes,
  acknowledgement,
  isControl: false,
});

test('a late join: data that may be a repeat is counted and not timed', () => {
  const timing = new TcpTiming();
  const start = 2 ** 32 - 50;
  timing.feed(segment(0, 'toServer', start, 100, null));
  timing.feed(segment(1, 'toServer', 50, 100, null));
  timing.feed(segment(40, 'toClient', 7, 0, 10));
  timing.feed(segment(80, 'toClient', 7, 0, 50));
  const { roundTripMs, streamBytes } = timing.way('toServer');
  assert.deepEqual([roundTripMs.count, roundTripMs.largest, streamBytes], [0, null, 200]);
});

test('from data to its ACK, over the end of the sequence numbers, one sample at a time', () => {
  const timing = new TcpTiming();
  timing.feed({ ...segment(0, 'toServer', 2 ** 32 - 51, 0, null), isControl: true });
  timing.feed(segment(1, 'toServer', 2 ** 32 - 50, 100, null));
  timing.feed(segment(2, 'toServer', 50, 100, null));
  timing.feed(segment(40, 'toClient', 7, 0, 10));
  timing.feed(segment(81, 'toClient', 7, 0, 50));
  const { roundTripMs, streamBytes } = timing.way('toServer');
  assert.deepEqual([roundTripMs.count, roundTripMs.largest, streamBytes], [1, 80, 200]);
});

test('what was repeated is counted and gives no round trip (Karn)', () => {
  const timing = new TcpTiming();
  timing.feed({ ...segment(0, 'toServer', 99, 0, null), isControl: true });
  timing.feed(segment(1, 'toServer', 100, 50, null));
  timing.feed(segment(201, 'toServer', 100, 50, null));
  timing.feed(segment(240, 'toClient', 7, 0, 150));
  const { roundTripMs, repeatedCount } = timing.way('toServer');
  assert.deepEqual([roundTripMs.count, repeatedCount], [0, 1]);
});

test('a keepalive probe is one byte too low, and neither data nor a repeat', () => {
  const timing = new TcpTiming();
  timing.feed({ ...segment(0, 'toServer', 99, 0, null), isControl: true });
  timing.feed(segment(1, 'toServer', 100, 50, null));
  assert.equal(timing.feed(segment(60_000, 'toServer', 149, 0, 7)), false);
  assert.equal(timing.feed(segment(120_000, 'toServer', 149, 1, 7)), false);
  const { keepaliveCount, repeatedCount, streamBytes } = timing.way('toServer');
  assert.deepEqual([keepaliveCount, repeatedCount, streamBytes], [2, 0, 50]);
});

test('silences of a second and more, with where the longest began; the end closes the last one', () => {
  const activity = new Activity();
  const broke = [0, 400, 1399, 2399, 2400, 8000].map((atMs) => activity.noteData(atMs));
  activity.end(9500);
  assert.deepEqual(broke, [false, false, false, true, false, true]);
  assert.deepEqual(activity.bursts, { count: 3, longestMs: 1399, totalMs: 1400 });
  assert.deepEqual(activity.idle, { count: 3, totalMs: 1000 + 5600 + 1500, longestMs: 5600, longestAtMs: 2400 });
});

test('the median of a spread is within 5 %', () => {
  const spread = new Spread();
  assert.equal(spread.median(), null);
  for (let value = 1; value <= 1001; value++) spread.add(value);
  const median = spread.median() ?? 0;
  assert.ok(Math.abs(median - 501) < 0.05 * 501, String(median));
  assert.deepEqual([spread.count, spread.largest], [1001, 1001]);
});
