// As test/e2e/genuine-client.test.ts, on the captures as they were recorded: chunks are genuine, so no digest is replaced.
import assert from 'node:assert/strict';
import { relative } from 'node:path';
import { test } from 'node:test';
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
