// In: numbers. Out: their text for people, at the edges where a unit or a digit changes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatFactor,
  formatPercent,
  formatRate,
} from '../../../../src/core/report/index.js';

function table(format: (value: number) => string, rows: readonly (readonly [number, string])[]): void {
  for (const [value, text] of rows) assert.equal(format(value), text, `${format.name}(${value})`);
}

test('bytes', () =>
  table(formatBytes, [
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [10_235, '10.0 KiB'],
    [1_048_000, '1023 KiB'],
    [1_048_575, '1.0 MiB'],
    [4_194_304, '4.0 MiB'],
    [851_443_712, '812 MiB'],
    [2 ** 50 * 5000, '5000 PiB'],
    [-2048, '-2.0 KiB'],
    [Number.NaN, '-'],
  ]));

test('rates', () =>
  table(formatRate, [
    [0, '0 B/s'],
    [12_897_484, '12.3 MiB/s'],
    [Number.POSITIVE_INFINITY, '-'],
  ]));

test('durations', () =>
  table(formatDuration, [
    [0, '0 ms'],
    [0.42, '0.42 ms'],
    [9.996, '10.0 ms'],
    [12.34, '12.3 ms'],
    [99.96, '100 ms'],
    [999.4, '999 ms'],
    [999.6, '1.00 s'],
    [12_340, '12.3 s'],
    [59_960, '1m 00s'],
    [62_000, '1m 02s'],
    [3_599_600, '1h 00m'],
    [11_100_000, '3h 05m'],
    [187_200_000, '2d 04h'],
    [-5, '-5.00 ms'],
    [Number.NaN, '-'],
  ]));

test('places in time', () =>
  table(formatClock, [
    [0, '0:00.000'],
    [3217, '0:03.217'],
    [59_999.6, '1:00.000'],
    [723_217, '12:03.217'],
    [4_323_217, '1:12:03.217'],
    [-20, '-0:00.020'],
  ]));

test('shares are never rounded up to all or down to nothing', () =>
  table(formatPercent, [
    [0, '0 %'],
    [0.0004, '<0.1 %'],
    [0.004, '0.4 %'],
    [0.92, '92 %'],
    [0.996, '99.6 %'],
    [0.9999, '>99.9 %'],
    [1, '100 %'],
  ]));

test('factors and counts', () => {
  table(formatFactor, [
    [1, '1.0x'],
    [12.43, '12.4x'],
    [340.2, '340x'],
  ]);
  table(formatCount, [
    [7, '7'],
    [1000, '1 000'],
    [250_000, '250 000'],
    [12_345_678, '12 345 678'],
  ]);
});
