// The small stateful parts behind the rules: plateaus of a rate, a step in the replies, round times. Numbers in, text out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateWatch } from '../../../../../src/core/diagnosis/facts/rate-watch.js';
import { ReplyWatch } from '../../../../../src/core/diagnosis/facts/reply-watch.js';
import { nearRoundTime } from '../../../../../src/core/diagnosis/round-times.js';

function plateausOf(bytesAt: (quarter: number) => number, seconds: number): string[] {
  const watch = new RateWatch();
  for (let quarter = 0; quarter < seconds * 4; quarter++) watch.note(quarter * 250, bytesAt(quarter));
  watch.note(seconds * 1000, 1);
  return watch
    .plateaus()
    .map(({ startMs, secondCount, bytesPerSec }) => `${startMs} ${secondCount} s ${bytesPerSec.toFixed(0)}`);
}

test('a steady rate is a plateau from ten seconds on', () => {
  assert.deepEqual(
    plateausOf(() => 250, 10),
    ['0 10 s 1000'],
  );
  assert.deepEqual(
    plateausOf(() => 250, 9),
    [],
  );
});

test('a little unsteady is steady, more is not', () => {
  assert.deepEqual(
    plateausOf((quarter) => (Math.floor(quarter / 4) % 2 === 0 ? 245 : 255), 12),
    ['0 12 s 1000'],
  );
  assert.deepEqual(
    plateausOf((quarter) => (Math.floor(quarter / 4) % 2 === 0 ? 230 : 270), 12),
    [],
  );
});

test('bursts of a second with a silent quarter are no plateau, whatever their sum', () => {
  assert.deepEqual(
    plateausOf((quarter) => (quarter % 4 === 0 ? 0 : 333), 12),
    [],
  );
});

test('two rates one after the other are two plateaus', () => {
  assert.deepEqual(
    plateausOf((quarter) => (quarter < 48 ? 250 : 100), 24),
    ['0 12 s 1000', '12000 12 s 400'],
  );
});

test('a long silence costs nothing and ends a plateau', () => {
  const watch = new RateWatch();
  for (let quarter = 0; quarter < 44; quarter++) watch.note(quarter * 250, 250);
  watch.note(86_400_000, 250);
  assert.deepEqual(
    watch.plateaus().map((plateau) => plateau.secondCount),
    [10],
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
