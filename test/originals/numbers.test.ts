// Every capture of real traffic against every witness beside it: what the client printed, what the server logged. The table
// has no exceptions; a capture that is added is checked.
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { originalsFolder } from '../support/paths.js';
import { besideCapture, checkWitnesses, listCaptures, observeCapture } from '../support/read-report.js';

const captures = listCaptures(originalsFolder);

test('the captures are there', () => {
  assert.ok(captures.length > 0, `no capture in ${originalsFolder}`);
});

for (const capture of captures) {
  test(basename(capture), async () => {
    const observed = await observeCapture(capture);
    const { factCount, disagreements } = checkWitnesses(capture, observed);
    assert.deepEqual(disagreements, []);
    const isSilent = observed.report.sessions.length === 0 && besideCapture(capture, 'client.txt') === null;
    assert.ok(factCount > 0 || isSilent, 'something was compared');
  });
}
