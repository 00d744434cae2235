// Every capture in fixtures/captures against the witnesses beside it, its calls counted afresh, and its verdicts against what happened:
// the same tables as in test/originals, on what a fresh clone has. Healthy sessions give neither error nor warning.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fixturesFolder } from '../support/paths.js';
import { checkWitnesses, listCaptures, observeCapture } from '../support/read-report.js';
import { expectedVerdicts, findings, nameOfCapture } from '../support/verdicts-of-captures.js';

const captures = listCaptures(join(fixturesFolder, 'captures'));

test('the captures are there', () => {
  assert.ok(captures.length > 0, 'fixtures/captures is empty');
});

for (const capture of captures) {
  test(basename(capture), async () => {
    const observed = await observeCapture(capture);
    assert.deepEqual(checkWitnesses(capture, observed).disagreements, []);
    const failed = observed.report.verdicts.filter((verdict) => verdict.state === 'failed');
    assert.deepEqual(failed, [], 'no rule failed');
    assert.deepEqual(findings(observed.report), expectedVerdicts[nameOfCapture(capture)]?.findings ?? []);
  });
}
