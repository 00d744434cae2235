// The verdicts of every original capture against what its README says happened (test/support/verdicts-of-captures.ts).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originalsFolder } from '../support/paths.js';
import { listCaptures, observeCapture } from '../support/read-report.js';
import { expectedVerdicts, findings, nameOfCapture } from '../support/verdicts-of-captures.js';

const captures = listCaptures(originalsFolder);

test('every story of the table has its capture', () => {
  const names = new Set(captures.map(nameOfCapture));
  assert.deepEqual(
    Object.keys(expectedVerdicts).filter((name) => !names.has(name)),
    [],
  );
});

for (const capture of captures) {
  const { happened = 'nothing out of order', findings: expected = [] } = expectedVerdicts[nameOfCapture(capture)] ?? {};
  test(`${nameOfCapture(capture)}: ${happened}`, async () => {
    const { report } = await observeCapture(capture);
    assert.deepEqual(
      report.verdicts.filter((verdict) => verdict.state === 'failed'),
      [],
    );
    assert.deepEqual(findings(report), expected);
  });
}
