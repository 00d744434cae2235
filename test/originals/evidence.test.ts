// Every capture of real traffic with the logs beside it: lines of the server are all understood, clocks were one and come out as one, and no
// number contradicts. What the note says is normal is all that there is to say.
import assert from 'node:assert/strict';
import { basename } from 'node:path';
import { test } from 'node:test';
import { originalsFolder } from '../support/paths.js';
import { observeEvidence } from '../support/read-evidence.js';
import { besideCapture, listCaptures } from '../support/read-report.js';

/** The client was refused before any session. */
const withoutSession = /^08[bg]-.* of which this recording has no session\.$/;
const normal = /which is normal of a (restore|dry-run) whose client just closes\.$/;

for (const capture of listCaptures(originalsFolder)) {
  if (besideCapture(capture, 'task.txt') === null && besideCapture(capture, 'client.txt') === null) continue;
  test(basename(capture), async () => {
    const { evidence } = await observeEvidence(capture);
    for (const { format, unknownCount, clock } of evidence.files) {
      if (format === 'task-log') assert.equal(unknownCount, 0);
      assert.equal(clock.agreeingCount, clock.matchedCount);
      // Recorded on one machine: the true offset is nought.
      if (clock.offsetMs !== null) assert.ok(Math.abs(clock.offsetMs) <= (clock.uncertaintyMs ?? 0));
    }
    assert.deepEqual(
      evidence.notes.filter((note) => !normal.test(note) && !withoutSession.test(note)),
      [],
    );
    assert.ok(evidence.figures.every((figure) => figure.doesAgree));
  });
}
