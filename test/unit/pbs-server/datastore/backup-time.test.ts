// Which seconds a snapshot's folder can say. In: seconds. Out: PBS's refusal, or none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBackupTime } from '../../../../src/pbs-server/datastore/index.js';

test('the year 9999 is the last, and the year beyond it is named', () => {
  const told = (seconds: number): string | null => checkBackupTime(seconds)?.text ?? null;
  assert.equal(told(1), null);
  assert.equal(told(Date.UTC(9999, 11, 31, 23, 59, 59) / 1000), null);
  assert.equal(told(Date.UTC(10_000, 0, 1) / 1000), "epoch_to_rfc3339_utc: wrong year '10000'");
  assert.equal(told(8_640_000_000_000), "epoch_to_rfc3339_utc: wrong year '275760'"); // the last day of a JavaScript date
  assert.equal(told(99_999_999_999_999), "epoch_to_rfc3339_utc: wrong year '3170843'");
});
