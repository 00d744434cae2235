// As test/e2e/genuine-client.test.ts, on the captures as they were recorded: chunks are genuine, so no digest is replaced.
import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { runChain } from '../support/genuine/chain.js';
import { notPlayed } from '../support/genuine/must-differ.js';
import { runCapture } from '../support/genuine/run.js';
import { originalsFolder } from '../support/paths.js';
import { listCaptures } from '../support/read-report.js';

const timeout = 60_000;
const captures = listCaptures(originalsFolder).filter((path) => !notPlayed.some(({ capture }) => capture.test(path)));

test('the originals are there', () => {
  assert.ok(captures.length >= 45, `${captures.length} found`);
});

for (const path of captures) {
  test(relative(originalsFolder, path), { timeout }, async () => {
    const { comparedCount, differences, logDifferences } = await runCapture(path);
    assert.ok(comparedCount > 0, 'the capture holds no reply');
    assert.equal(differences.join('\n\n'), '');
    assert.equal(logDifferences.join('\n'), '');
  });
}

/** Each begins with the first backup of its group. */
const chains = [
  ['pbs-3.2.4/01-first-backup-token', 'pbs-3.2.4/02-second-backup-dedup', 'pbs-3.2.4/04-restore-dir'],
  ['pbs-3.2.4/10-backup-rtt80', 'pbs-3.2.4/10c-restore-rtt80'],
  ['pbs-4.1.1/02-meta-first', 'pbs-4.1.1/03-meta-second'],
  ['qemu-2.0.2/01-vm-first', 'qemu-2.0.2/02-vm-incremental-reuse-csum', 'qemu-2.0.2/03-vm-incremental-nochange'],
];

for (const chain of chains) {
  test(`${chain.join(', then ')}: on what the one before left`, { timeout }, async () => {
    const results = await runChain(chain.map((name) => join(originalsFolder, `${name}.pcapng`)));
    assert.equal(results.flatMap((result) => result.differences).join('\n\n'), '');
    assert.ok(results.every((result) => result.comparedCount > 0));
  });
}
