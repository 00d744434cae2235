// What the rules say of real traffic in fixtures/captures. Healthy sessions give neither error nor warning (diagnosis.md 2, "normal,
// never a finding"): only the captures named here may, and of these exactly the named rules.
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { fixturesFolder } from '../../support/paths.js';
import { listCaptures, observeCapture } from '../../support/read-report.js';
import { expectedVerdicts, findings } from '../../support/verdicts-of-captures.js';

for (const capture of listCaptures(join(fixturesFolder, 'captures'))) {
  const name = basename(capture).replace(/\.pcap(ng)?(\.gz)?$/, '');
  test(name, async () => {
    const { report } = await observeCapture(capture);
    const failed = report.verdicts.filter((verdict) => verdict.state === 'failed');
    assert.deepEqual(failed, [], 'no rule failed');
    // The decrypted form lost TLS: its alerts, and hops that only the ClientHello tells (fixtures/captures/README.md).
    const isDecrypted = capture.endsWith('.gz');
    const expected = (expectedVerdicts[name]?.findings ?? []).filter(
      (one) => !isDecrypted || !one.includes('fingerprint'),
    );
    assert.deepEqual(findings(report), expected);
  });
}
