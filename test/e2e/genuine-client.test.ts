// The embedded server against the genuine one: every capture's client is played, frame by frame, and each reply and each line of
// the task log is compared with the recorded one, but for the values of test/support/genuine/must-differ.ts and task-log.ts.
// Restores get the files and chunks that the capture shows. test/originals does the same with the captures as they were recorded.
import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { runChain } from '../support/genuine/chain.js';
import { logNotCompared, notPlayed } from '../support/genuine/must-differ.js';
import { runCapture } from '../support/genuine/run.js';
import { fixturesFolder } from '../support/paths.js';
import { listCaptures } from '../support/read-report.js';

/** By far longer than the longest on a slow machine: it ends a test whose reply never comes. */
const timeout = 60_000;
const folder = join(fixturesFolder, 'captures');
const captures = listCaptures(folder);
const played = captures.filter((path) => !notPlayed.some(({ capture }) => capture.test(path)));

test('every exception is about some capture, and most captures are none', () => {
  for (const { capture, reason } of [...notPlayed, ...logNotCompared]) {
    assert.ok(
      captures.some((path) => capture.test(path)),
      `${capture}: ${reason}`,
    );
  }
  assert.ok(played.length >= 45, `${played.length} are played`);
});

for (const path of played) {
  test(relative(folder, path), { timeout }, async () => {
    const { comparedCount, differences, logDifferences } = await runCapture(path);
    assert.ok(comparedCount > 0, 'the capture holds no reply');
    assert.equal(differences.join('\n\n'), '');
    assert.equal(logDifferences.join('\n'), '');
  });
}

test('a restore gets what two backups before it left: indexes, manifests with their statistics, chunks', {
  timeout,
}, async () => {
  const chain = ['01-first-backup-token', '02-second-backup-dedup', '04-restore-dir'];
  const results = await runChain(chain.map((name) => join(folder, 'pbs-3.2.4', `${name}.pcap.gz`)));
  assert.equal(results.flatMap((result) => result.differences).join('\n\n'), '');
  assert.deepEqual(
    results.map((result) => result.comparedCount),
    [17, 14, 9],
  );
});
