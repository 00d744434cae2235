// The embedded server against the genuine one: every capture's client is played, frame by frame, and each reply is compared with
// the recorded one to the letter, but for the values of test/support/genuine/must-differ.ts. Restores get the files and chunks
// that the capture shows. `npm run test:originals` does the same with the captures as they were recorded.
import assert from 'node:assert/strict';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { notPlayed, notServed } from '../support/genuine/must-differ.js';
import { runCapture } from '../support/genuine/run.js';
import { fixturesFolder } from '../support/paths.js';
import { listCaptures } from '../support/read-report.js';

/** Longer than the longest on a slow machine, by far: it ends a test whose reply never comes. */
const timeout = 60_000;
const folder = join(fixturesFolder, 'captures');
const captures = listCaptures(folder);
const isPlayed = (path: string): boolean => !notPlayed.some(({ capture }) => capture.test(path));

test('every row of the exceptions is about some capture', () => {
  assert.ok(captures.filter(isPlayed).length >= 45);
  for (const { capture, reason } of notPlayed)
    assert.ok(
      captures.some((path) => capture.test(path)),
      reason,
    );
  assert.ok(notServed.length > 0);
});

for (const path of captures.filter(isPlayed)) {
  test(relative(folder, path), { timeout }, async () => {
    const { comparedCount, differences } = await runCapture(path);
    assert.ok(comparedCount > 0, 'the capture holds no reply');
    assert.equal(differences.join('\n\n'), '');
  });
}
