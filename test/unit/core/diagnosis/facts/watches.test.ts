// The small stateful parts behind the rules: plateaus of a rate, a step in the replies, round times. Numbers in, text out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateWatch } from '../../../../../src/core/diagnosis/facts/rate-watch.js';
import { ReplyWatch } from '../../../../../src/core/diagnosis/facts/reply-watch.js';
import { nearRoundTime } from '../../../../../src/core/diagnosis/round-times.js';

const mib = 1_048_576;

function plateausOf(mibAt: (second: number) => number, seconds: number): string[] {
  const watch = new RateWatch();
  for (let second = 0; second < seconds; second++) watch.note(second * 1000, mibAt(second) * mib);
  watch.note(seconds * 1000, 1);
  return watch
    .plateaus()
    .map(({ startMs, secondCount, bytesPerSec }) => `${startMs} ${secondCount} s ${(bytesPerSec / mib).toFixed(1)}`);
}

test('a steady rate is a plateau from ten seconds and ten steps on', () => {
  assert.deepEqual(
    plateausOf(() => 40, 10),
    ['0 10 s 40.0'],
  );
  assert.deepEqual(
    plateausOf(() => 40, 9),
    [],
  );
  assert.deepEqual(
    plateausOf(() => 0.5, 19),
    [],
  );
  assert.deepEqual(
    plateausOf(() => 0.5, 20),
    ['0 20 s 0.5'],
  );
});

test('a little unsteady is steady, more is not', () => {
  assert.deepEqual(
    plateausOf((second) => (second % 2 === 0 ? 39 : 41), 12),
    ['0 12 s 40.0'],
  );
  assert.deepEqual(
    plateausOf((second) => (second % 6 < 3 ? 30 : 50), 24),
    [],
  );
});

test('a slow rate that is read in steps of a MiB is steady; the same in larger steps is not', () => {
  assert.deepEqual(
    plateausOf((second) => (second % 2 === 0 ? 1 : 0), 20),
    ['0 20 s 0.5'],
  );
  assert.deepEqual(
    plateausOf((second) => (second % 10 === 0 ? 40 : 0), 40),
    [],
  );
});

test('two rates one after the other are two plateaus', () => {
  const [first = '', second = '', ...rest] = plateausOf((at) => (at < 30 ? 40 : 10), 60);
  assert.match(first, /^0 3\d s 3\d\.\d$/);
  assert.match(second, / 2\d s 10\.0$/);
  assert.deepEqual(rest, []);
});

test('a long silence costs nothing and ends a plateau', () => {
  const watch = new RateWatch();
  for (let second = 0; second < 12; second++) watch.note(second * 1000, 40 * mib);
  watch.note(86_400_000, 250);
  assert.deepEqual(
    watch.plateaus().map((plateau) => plateau.secondCount),
    [11],
  );
});

function stepOf(waitAt: (second: number) => number, seconds: number): string {
  const watch = new ReplyWatch();
  for (let second = 0; second < seconds; second++) watch.note(second * 1000, waitAt(second));
  const step = watch.step();
  return step === null ? 'none' : `${step.atMs}: ${step.beforeMs} -> ${step.afterMs}`;
}

test('a step that stays is found, whichever way', () => {
  assert.equal(
    stepOf((second) => (second < 20 ? 10 : 60), 40),
    '20000: 10 -> 60',
  );
  assert.equal(
    stepOf((second) => (second < 20 ? 60 : 10), 40),
    '20000: 60 -> 10',
  );
});

test('no step: too small, too short, or only slower now and then', () => {
  assert.equal(
    stepOf((second) => (second < 20 ? 30 : 45), 40),
    'none',
  );
  assert.equal(
    stepOf((second) => (second < 30 ? 10 : 60), 40),
    'none',
  );
  assert.equal(
    stepOf((second) => (second % 5 === 0 ? 10 : 200), 40),
    'none',
  );
});

test('hours of replies are joined to longer stretches, and a step is still found', () => {
  assert.match(
    stepOf((second) => (second < 7000 ? 10 : 100), 14_000),
    /: 10 -> 100$/,
  );
});

test('round times: what a timer that fires late gives', () => {
  const near = [4500, 4960, 5000, 5140, 5300, 29_000, 30_020, 50_400, 59_000, 60_500, 120_001, 797_000, 3_601_500].map(
    nearRoundTime,
  );
  assert.deepEqual(near, [null, 5000, 5000, 5000, null, null, 30_000, 50_000, null, 60_000, 120_000, null, 3_600_000]);
});
