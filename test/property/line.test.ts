// What holds for every emulated line, on a virtual clock: nothing lost, nothing in another order, never sooner than the delay, never
// faster than the rate over any time, and as fast as asked, however long the line is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { segmentBytes } from '../../src/sources/relay/line/line-options.js';
import { isLongRun } from '../support/paths.js';
import { type Delivery, lineOf, type VirtualLane, VirtualLine } from '../support/virtual-line.js';

const numRuns = isLongRun ? 2_000 : 100;
/** Half a tick of the timers, or a fortieth of a short delay (drive.ts). */
const earlyMs = (delayMs: number): number => Math.min(0.5, delayMs * 0.025) + 1e-6;

const anyChances = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1 });
const draw = (chances: readonly number[]): (() => number) => {
  let at = 0;
  return () => chances[at++ % chances.length] ?? 0;
};
interface Push {
  readonly lane: number;
  readonly afterMs: number;
  readonly byteCount: number;
}
const anyPush: fc.Arbitrary<Push> = fc.record({
  lane: fc.nat(2),
  afterMs: fc.integer({ min: 0, max: 30 }),
  byteCount: fc.integer({ min: 1, max: 9_000 }),
});
const anyLine = fc.record({
  delayMs: fc.double({ min: 0, max: 400, noNaN: true }),
  jitterMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
  bytesPerMs: fc.option(fc.double({ min: 20, max: 200_000, noNaN: true }), { nil: Number.POSITIVE_INFINITY }),
});
const rated = <T extends { readonly bytesPerMs: number }>(line: T): ReturnType<typeof lineOf> => {
  const { bytesPerMs, ...rest } = line;
  return lineOf(Number.isFinite(bytesPerMs) ? { ...rest, bytesPerMs } : rest);
};
const forEver = 1e9;

interface Pushed {
  readonly endOffset: number;
  readonly atMs: number;
}

/** Pushes at random times on three connections, an end behind each; returns what was pushed when. */
function play(virtual: VirtualLine, lanes: readonly VirtualLane[], pushes: readonly Push[]) {
  const sent: Buffer[][] = lanes.map(() => []);
  const pushed: Pushed[][] = lanes.map(() => []);
  let atMs = 0;
  for (const { lane, afterMs, byteCount } of pushes) {
    atMs += afterMs;
    const before = pushed[lane]?.at(-1)?.endOffset ?? 0;
    const bytes = Buffer.from(Uint8Array.from({ length: byteCount }, (_, at) => (before + at) % 251));
    virtual.at(atMs, () => lanes[lane]?.entry.push(bytes));
    sent[lane]?.push(bytes);
    pushed[lane]?.push({ endOffset: before + byteCount, atMs });
  }
  for (const lane of lanes) lane.entry.pushEnd('end');
  virtual.runUntil(forEver);
  return { sent: sent.map((parts) => Buffer.concat(parts)), pushed };
}

test('line: everything arrives, in order, its end last, whatever the jitter, the loss and the rate', () => {
  fc.assert(
    fc.property(
      anyLine,
      fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 0.5, noNaN: true })),
      fc.array(anyPush, { minLength: 1, maxLength: 30 }),
      anyChances,
      (line, lossShare, pushes, chances) => {
        const virtual = new VirtualLine({ ...rated(line), lossShare }, draw(chances));
        const lanes = [virtual.open(), virtual.open(), virtual.open()];
        const { sent } = play(virtual, lanes, pushes);
        lanes.forEach((lane, at) => {
          assert.ok(lane.got.equals(sent[at] ?? Buffer.alloc(0)));
          assert.match(lane.log.at(-1) ?? '', / end$/);
        });
      },
    ),
    { numRuns },
  );
});

test('line: no byte is there sooner than the delay', () => {
  fc.assert(
    fc.property(anyLine, fc.array(anyPush, { minLength: 1, maxLength: 30 }), anyChances, (line, pushes, chances) => {
      const virtual = new VirtualLine(rated(line), draw(chances));
      const lanes = [virtual.open(), virtual.open(), virtual.open()];
      const { pushed } = play(virtual, lanes, pushes);
      lanes.forEach((lane, at) => {
        let offset = 0;
        for (const { atMs, byteCount } of lane.deliveries) {
          offset += byteCount;
          const last = pushed[at]?.find(({ endOffset }) => endOffset >= offset);
          assert.ok(last !== undefined && atMs >= last.atMs + line.delayMs - earlyMs(line.delayMs));
        }
      });
    }),
    { numRuns },
  );
});

/** Bytes in any stretch of time beyond what the rate gives, at the worst. */
function worstExcessBytes(deliveries: readonly Delivery[], bytesPerMs: number): number {
  let worst = 0;
  let excess = 0;
  let lastMs = 0;
  for (const { atMs, byteCount } of deliveries) {
    excess = Math.max(0, excess - (atMs - lastMs) * bytesPerMs) + byteCount;
    lastMs = atMs;
    worst = Math.max(worst, excess);
  }
  return worst;
}

const anyRated = fc.record({
  delayMs: fc.double({ min: 0, max: 600, noNaN: true }),
  jitterMs: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true })),
  bytesPerMs: fc.double({ min: 100, max: 125_000, noNaN: true }),
});

test('line: over no stretch of time do more bytes arrive than the rate gives and one piece', () => {
  fc.assert(
    fc.property(anyRated, anyChances, fc.integer({ min: 1, max: 3 }), (line, chances, laneCount) => {
      const virtual = new VirtualLine(rated(line), draw(chances));
      const bytesEach = Math.ceil(line.bytesPerMs * 200);
      for (let at = 0; at < laneCount; at += 1) virtual.open().pushSteadily(bytesEach);
      virtual.runUntil(forEver);
      const pieceBytes = Math.max(segmentBytes, Math.min(65_536, line.bytesPerMs * 2));
      // Timers wake a tick late behind a queue, and half a tick early at most: so much is handed over together.
      const wakeBytes = line.bytesPerMs * (1 + 0.5 + 1e-6);
      const excessBytes = worstExcessBytes(virtual.deliveries, line.bytesPerMs);
      assert.ok(excessBytes <= pieceBytes + wakeBytes + 1, `${excessBytes} > ${pieceBytes} + ${wakeBytes}`);
    }),
    { numRuns },
  );
});

test('line: it is as fast as asked, at any delay, jitter and rate', () => {
  fc.assert(
    fc.property(anyRated, anyChances, (line, chances) => {
      const virtual = new VirtualLine(rated(line), draw(chances));
      const totalBytes = Math.ceil(line.bytesPerMs * (2_000 + 4 * (line.delayMs + line.jitterMs)));
      virtual.open().pushSteadily(totalBytes);
      virtual.runUntil(forEver);
      const firstMs = virtual.deliveries[0]?.atMs ?? 0;
      const lastMs = virtual.deliveries.at(-1)?.atMs ?? 0;
      const bytesPerMs = totalBytes / (lastMs - firstMs);
      assert.ok(bytesPerMs >= 0.95 * line.bytesPerMs, `${bytesPerMs} of ${line.bytesPerMs}`);
    }),
    { numRuns: Math.ceil(numRuns / 4) },
  );
});
