// Snapshot times and paths: there and back, and numbers and texts that are no dates.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatBackupTime, groupPath, parseBackupTime, snapshotPath } from '../../../../src/core/pbs/index.js';

test('every second of four-digit years comes back', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), (seconds) => {
      assert.equal(parseBackupTime(formatBackupTime(seconds)), seconds);
    }),
  );
});

test('no date: a number stays one, a text is null', () => {
  assert.equal(formatBackupTime(1e300), '1e+300');
  assert.equal(formatBackupTime(Number.NaN), 'NaN');
  assert.equal(formatBackupTime(0.5), '0.5');
  for (const text of ['', '2023-02-29T00:00:00Z', '2023-02-28T24:00:00Z', '2023-02-28', '2023-02-28T00:00:00+00:00']) {
    assert.equal(parseBackupTime(text), null, text);
  }
});

test('namespaces become folders', () => {
  assert.equal(snapshotPath('ct', '7', 0, 'a'), 'ns/a/ct/7/1970-01-01T00:00:00Z');
  assert.equal(groupPath('ct', '7', 'a/b'), 'ns/a/ns/b/ct/7');
  assert.equal(groupPath('ct', '7'), 'ct/7');
});
