// The verdicts of every original capture against what its README says happened (test/support/verdicts-of-captures.ts).
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { originalsFolder } from '../support/paths.js';
import { listCaptures, observeCapture } from '../support/read-report.js';
import { expectedVerdicts, findings } from '../support/verdicts-of-captures.js';

const captures = listCaptures(originalsFolder);
const nameOf = (path: string): string => basename(path).replace(/\.pcap(ng)?(\.gz)?$/, '');

test('every story of the table has its capture', () => {
  const names = new Set(captures.map(nameOf));
  assert.deepEqual(
    Object.keys(expectedVerdicts).filter((name) => !names.has(name)),
    [],
  );
});

for (const capture of captures) {
  const { happened = 'nothing out of order', findings: expected = [] } = expectedVerdicts[nameOf(capture)] ?? {};
  test(`${nameOf(capture)}: ${happened}`, async () => {
    const { report } = await observeCapture(capture);
    assert.deepEqual(
      report.verdicts.filter((verdict) => verdict.state === 'failed'),
      [],
    );
    assert.deepEqual(findings(report), expected);
  });
}
