// Every capture in fixtures/captures against the witnesses beside it, and its calls counted afresh: the same table as
// test/originals/numbers.test.ts, on what a fresh clone has.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fixturesFolder } from '../support/paths.js';
import { checkWitnesses, listCaptures, observeCapture } from '../support/read-report.js';

const captures = listCaptures(join(fixturesFolder, 'captures'));

test('the captures are there', () => {
  assert.ok(captures.length > 0, 'fixtures/captures is empty');
});

for (const capture of captures) {
  test(basename(capture), async () => {
    const observed = await observeCapture(capture);
    assert.deepEqual(checkWitnesses(capture, observed).disagreements, []);
  });
}
