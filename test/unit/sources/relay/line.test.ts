// The emulated line with a clock of its own: delay, rate, order, bound, ends. Times in text, so that a change is read as such.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { capacityBytes, createLine, type Line, type LineOptions } from '../../../../src/sources/relay/line/line.js';

/** A line on a clock that moves from timer to timer. */
class Bench {
  readonly log: string[] = [];
  readonly line: Line;
  got = Buffer.alloc(0);
  isExitReady = true;
  #nowMs = 0;
  #timers: { readonly atMs: number; readonly call: () => void }[] = [];

  constructor(options: LineOptions, random: () => number = () => 0) {
    this.line = createLine(
      options,
      {
        deliver: (bytes) => {
          this.got = Buffer.concat([this.got, bytes]);
          this.log.push(`${this.#nowMs} ${bytes.length}`);
          return this.isExitReady;
        },
        deliverEnd: (how) => this.log.push(`${this.#nowMs} ${how}`),
        onRoom: () => this.log.push(`${this.#nowMs} room`),
      },
      {
        nowMs: () => this.#nowMs,
        random,
        after: (delayMs, call) => {
          const timer = { atMs: this.#nowMs + delayMs, call };
          this.#timers.push(timer);
          return () => {
            this.#timers = this.#timers.filter((one) => one !== timer);
          };
        },
      },
    );
  }

  at(atMs: number, act: (line: Line) => void): this {
    this.runUntil(atMs);
    act(this.line);
    return this;
  }

  runUntil(untilMs: number): this {
    for (;;) {
      const next = this.#timers.filter((one) => one.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.call();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
    return this;
  }
}

const bytes = (byteCount: number): Buffer => Buffer.alloc(byteCount, 1);
/** 8 Mbit/s: 1000 bytes a ms. */
const slow: LineOptions = { delayMs: 20, jitterMs: 0, rateBitsPerSec: 8_000_000 };

test('delay alone: everything comes that much later, in one piece', () => {
  const bench = new Bench({ delayMs: 20, jitterMs: 0, rateBitsPerSec: null })
    .at(0, (line) => line.push(bytes(100_000)))
    .at(5, (line) => line.push(bytes(3)))
    .at(6, (line) => line.pushEnd('end'))
    .runUntil(100);
  assert.deepEqual(bench.log, ['20 100000', '25 3', '26 end']);
});

test('a rate spreads bytes over time, behind those before them', () => {
  const bench = new Bench(slow)
    .at(0, (line) => line.push(bytes(5_000)))
    .at(1, (line) => line.push(bytes(1_000)))
    .at(1, (line) => line.pushEnd('end'))
    .runUntil(100);
  assert.deepEqual(bench.log, ['22 2000', '24 2000', '25 1000', '26 1000', '26 end']);
});

test('a full line says so, and says when there is room', () => {
  assert.equal(capacityBytes(slow), 40_000 + 65_536);
  const bench = new Bench(slow);
  assert.equal(bench.line.push(bytes(105_000)), true);
  assert.equal(bench.line.push(bytes(1_000)), false);
  bench.runUntil(25);
  assert.deepEqual(bench.log.slice(0, 3), ['22 2000', '22 room', '24 2000']);
});

test('what the exit does not take waits on the line, and goes on with resume', () => {
  const bench = new Bench(slow);
  bench.isExitReady = false;
  bench
    .at(0, (line) => line.push(bytes(5_000)))
    .at(50, () => {
      bench.isExitReady = true;
    })
    .at(60, (line) => line.resume())
    .runUntil(100);
  assert.deepEqual(bench.log, ['22 2000', '60 2000', '60 1000']);
});

test('a reset comes at its time, whatever waits before it', () => {
  const bench = new Bench(slow);
  bench.isExitReady = false;
  bench
    .at(0, (line) => line.push(bytes(5_000)))
    .at(10, (line) => line.pushEnd('reset'))
    .runUntil(100);
  assert.deepEqual(bench.log, ['22 2000', '30 reset']);
});

test('a cut line delivers nothing more', () => {
  const bench = new Bench(slow)
    .at(0, (line) => line.push(bytes(5_000)))
    .at(23, (line) => line.cut())
    .runUntil(100);
  assert.deepEqual(bench.log, ['22 2000']);
});

test('jitter keeps the order, and nothing is lost', () => {
  const anyPush = fc.record({
    afterMs: fc.integer({ min: 0, max: 30 }),
    byteCount: fc.integer({ min: 1, max: 9_000 }),
  });
  fc.assert(
    fc.property(
      fc.array(anyPush, { minLength: 1, maxLength: 30 }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }),
      (pushes, chances) => {
        let drawn = 0;
        const bench = new Bench(
          { delayMs: 10, jitterMs: 15, rateBitsPerSec: 40_000_000 },
          () => chances[drawn++ % chances.length] ?? 0,
        );
        let atMs = 0;
        let sent = Buffer.alloc(0);
        for (const { afterMs, byteCount } of pushes) {
          atMs += afterMs;
          const piece = Buffer.alloc(byteCount, sent.length % 251);
          sent = Buffer.concat([sent, piece]);
          bench.at(atMs, (line) => line.push(piece));
        }
        bench.at(atMs, (line) => line.pushEnd('end')).runUntil(atMs + 10_000);
        assert.ok(bench.got.equals(sent));
        assert.match(bench.log.at(-1) ?? '', / end$/);
      },
    ),
  );
});
