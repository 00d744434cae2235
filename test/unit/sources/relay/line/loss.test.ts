// What loss does to a line: the stall of each repair, and the rate that a TCP sender keeps, against the published averages of CUBIC.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CubicWindow } from '../../../../../src/sources/relay/line/cubic-window.js';
import { segmentBytes } from '../../../../../src/sources/relay/line/line-options.js';
import { TcpSender } from '../../../../../src/sources/relay/line/tcp-sender.js';
import { lineOf, VirtualLine } from '../../../../support/virtual-line.js';

/** A loss after exactly so many segments, and no repair that is lost too. */
const lossEvery = (segmentCount: number): { readonly lossShare: number; readonly random: () => number } => {
  const lossShare = 1 / segmentCount;
  return { lossShare, random: () => 1 - (1 - lossShare) ** (segmentCount - 1) * (1 - lossShare / 2) };
};

test('a lost segment is there one round trip later, and holds up what is behind it', () => {
  const { lossShare, random } = lossEvery(3);
  const virtual = new VirtualLine(lineOf({ delayMs: 50, lossShare }), random);
  const { entry, log } = virtual.open();
  entry.push(Buffer.alloc(6 * segmentBytes));
  virtual.runUntil(1_000);
  assert.deepEqual(log.slice(0, 3), ['50 2896', '150 1448', '150 2896']);
});

test('a lost last segment waits for the timer', () => {
  const { lossShare, random } = lossEvery(3);
  const virtual = new VirtualLine(lineOf({ delayMs: 50, lossShare }), random);
  const { entry, log } = virtual.open();
  entry.push(Buffer.alloc(3 * segmentBytes));
  virtual.runUntil(1_000);
  assert.deepEqual(log, ['50 2896', '350 1448']); // round trip and 200 ms
});

test('a repair that is lost again doubles the timer, and the window begins anew with one segment', () => {
  const draws = [0, 0.9, 0.1, 0.1, 0.9];
  let at = 0;
  const options = { lossShare: 0.5, roundTripMs: 100, maxWindowBytes: 100 * segmentBytes };
  const sender = new TcpSender(options, () => draws[at++] ?? 0.9);
  assert.equal(sender.limitBytes(0), segmentBytes); // this one will be lost
  assert.equal(sender.send(segmentBytes, 0, 1_000_000), 100 + 300 + 600);
  assert.equal(sender.leaveAtMs, 1000);
  sender.send(segmentBytes, 1000, 1_000_000);
  assert.equal(sender.leaveAtMs, 1100);
});

test('losses of one window are one cut', () => {
  const window = new CubicWindow({ roundTripMs: 100, maxSegments: 1000 });
  window.cut(0);
  window.cut(50);
  assert.equal(Math.round(window.segmentsAt(50)), 700 + Math.round(growthWithin(50)));
  window.cut(101);
  assert.ok(window.segmentsAt(101) < 600);
});
const growthWithin = (ms: number): number => 0.4 * ((ms / 1000 - Math.cbrt(300 / 0.4)) ** 3 + 300 / 0.4);

test('after a timeout the window doubles every round trip, up to what a cut leaves', () => {
  const window = new CubicWindow({ roundTripMs: 100, maxSegments: 128 / 0.7 });
  window.collapse(0);
  assert.deepEqual(
    [0, 100, 300, 600].map((atMs) => Math.round(window.segmentsAt(atMs))),
    [1, 2, 8, 64],
  );
  assert.ok(window.segmentsAt(700) >= 128 && window.segmentsAt(750) < 135);
});

/**
 * RFC 9438 5.2: the average window of CUBIC, in segments, at a round trip of 100 ms. At 1 in 1000 it is Reno's; the larger of the two
 * curves lies somewhat above either there.
 */
for (const [segmentCount, expectedSegments, tolerance] of [
  [1_000, 38, 0.2],
  [10_000, 187, 0.1],
  [100_000, 1054, 0.1],
] as const) {
  test(`one loss in ${segmentCount} segments leaves the average window of RFC 9438`, () => {
    const { lossShare, random } = lossEvery(segmentCount);
    const roundTripMs = 100;
    const sender = new TcpSender({ lossShare, roundTripMs, maxWindowBytes: 4_000 * segmentBytes }, random);
    let atMs = 0;
    let sentBytes = 0;
    let beganAtMs = 0;
    const warmUpBytes = 20 * segmentCount * segmentBytes;
    while (sentBytes < 80 * segmentCount * segmentBytes) {
      if (beganAtMs === 0 && sentBytes > warmUpBytes) beganAtMs = atMs;
      atMs = Math.max(atMs, sender.leaveAtMs);
      const byteCount = Math.min(sender.limitBytes(atMs), 16 * segmentBytes);
      sender.send(byteCount, atMs, 1_000_000);
      sentBytes += byteCount;
    }
    const segments = ((sentBytes - warmUpBytes) / segmentBytes / (atMs - beganAtMs)) * roundTripMs;
    assert.ok(Math.abs(segments / expectedSegments - 1) < tolerance, `${segments.toFixed(1)} segments`);
  });
}
