// The demo's data: the same in every run, of the sizes that are said, and little changed from one day to the next.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { type Day, imageBytes, readImage, readStream } from '../../../../src/cli/demo/demo-data.js';
import { cutByContent, cutFixed } from '../../../../src/pbs-client/chunker/index.js';

async function digestsOf(chunks: AsyncIterable<Uint8Array>): Promise<{ sizeBytes: number; digests: string[] }> {
  const digests: string[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunks) {
    sizeBytes += chunk.length;
    digests.push(createHash('sha256').update(chunk).digest('hex'));
  }
  return { sizeBytes, digests };
}

const imageOf = (day: Day) => digestsOf(cutFixed(readImage(day), 4_194_304));
const streamOf = (day: Day) => digestsOf(cutByContent(readStream(day), 256 * 1024));

test('a day changes one chunk of the image, and repeats of the empty one are there from the start', async () => {
  const before = await imageOf(1);
  const after = await imageOf(2);
  assert.equal(before.sizeBytes, imageBytes);
  assert.deepEqual(await imageOf(1), before);
  assert.equal(after.digests.filter((digest) => !before.digests.includes(digest)).length, 1);
  assert.ok(new Set(before.digests).size < before.digests.length);
});

test('an insertion into the stream leaves nearly all of its chunks as they were', async () => {
  const before = await streamOf(1);
  const after = await streamOf(2);
  assert.equal(after.sizeBytes - before.sizeBytes, 70_000);
  const fresh = after.digests.filter((digest) => !before.digests.includes(digest));
  assert.ok(fresh.length >= 1 && fresh.length <= 3, `${fresh.length} of ${after.digests.length} chunks are new`);
});
