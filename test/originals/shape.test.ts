// Every capture with its keys withheld against what the keys show: what an estimate of high confidence says of chunks is right within
// 2 %, and a wrong kind is never of high confidence. Peers that are no PBS are held to the second alone.
import assert from 'node:assert/strict';
import { basename, dirname } from 'node:path';
import { test } from 'node:test';
import { originalsFolder } from '../support/paths.js';
import { besideCapture, listCaptures } from '../support/read-report.js';
import { shapesAgainstTruth } from '../support/shape-truth.js';

const captures = listCaptures(originalsFolder).filter((capture) => besideCapture(capture, 'keys') !== null);
const toleratedShare = 0.02;

test('the captures are there', () => {
  assert.ok(captures.length > 0, `no capture in ${originalsFolder}`);
});

for (const capture of captures) {
  test(`${basename(dirname(capture))}/${basename(capture)}`, async () => {
    for (const { shape, kind, chunkCount } of await shapesAgainstTruth(capture)) {
      const { session, chunks } = shape;
      if (session.confidence === 'high') assert.equal(session.kind, kind);
      if (chunks?.confidence !== 'high' || chunkCount === null) continue;
      assert.ok(Math.abs(chunks.count - chunkCount) <= toleratedShare * chunkCount, `${chunks.count} of ${chunkCount}`);
    }
  });
}
