// Index files as they grow (protocol.md 7.4, 7.5). In: entries. Out: the file that readers and the parser of core agree on.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type IndexEntry, IndexFileParser, zeroChunkDigest } from '../../../../src/core/pbs/index.js';
import {
  DynamicIndexWriter,
  FixedIndexWriter,
  hashFixedEntries,
  readIndexEntries,
} from '../../../../src/pbs-server/datastore/index.js';
import { fixedCsum, sha256 } from '../../../support/pbs-content.js';

const hello = sha256(Buffer.from('hello'));
const imageBytes = 4_194_304 + 5;

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-index-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function readEntries(path: string, kind: 'dynamic' | 'fixed'): Promise<readonly IndexEntry[]> {
  const entries: IndexEntry[] = [];
  assert.equal(await readIndexEntries(path, kind, (some) => entries.push(...some)), null);
  return entries;
}

test('a dynamic index has the csum of protocol.md 7.5 and no temporary file left', async (t) => {
  const folder = await makeFolder(t);
  const path = join(folder, 'root.pxar.didx');
  const writer = await DynamicIndexWriter.create(path);
  assert.deepEqual(await readdir(folder), ['root.pxar.tmp_didx']);
  await writer.append([{ digest: zeroChunkDigest, endBytes: 4_194_304 }]);
  await writer.append([{ digest: hello, endBytes: 4_194_309 }]);
  assert.equal(await writer.close(), '31bed408200cb47158b7da1bfb1982cd9501fe45a35e0dc0f8c36df08c0d65f2');
  assert.deepEqual(await readdir(folder), ['root.pxar.didx']);
  assert.deepEqual(await readEntries(path, 'dynamic'), [
    { digest: zeroChunkDigest, startBytes: 0, lengthBytes: 4_194_304 },
    { digest: hello, startBytes: 4_194_304, lengthBytes: 5 },
  ]);
  await writer.abandon(); // too late to do harm
  assert.deepEqual(await readdir(folder), ['root.pxar.didx']);
});

test('a fixed index is filled in any order, and over again', async (t) => {
  const folder = await makeFolder(t);
  const path = join(folder, 'disk.img.fidx');
  const writer = await FixedIndexWriter.create(path, imageBytes, null);
  await writer.set([
    { entryIndex: 1, digest: hello },
    { entryIndex: 0, digest: hello },
  ]);
  await writer.set([{ entryIndex: 0, digest: zeroChunkDigest }]);
  assert.equal(await writer.close(), '1d77917af4c67365bbe8f81698b464912c59b4261bbe4ee013b7243f2ab57ef1');
  const parser = new IndexFileParser();
  assert.equal(parser.feed(await readFile(path)).length, 2);
  assert.deepEqual([parser.end(), parser.archiveBytes], [null, imageBytes]);
});

test('entries that nobody set are zero; a base gives its entries', async (t) => {
  const folder = await makeFolder(t);
  const base = join(folder, 'a.fidx');
  const first = await FixedIndexWriter.create(base, imageBytes, null);
  await first.set([{ entryIndex: 1, digest: hello }]);
  await first.close();
  assert.equal(await hashFixedEntries(base), fixedCsum(['0'.repeat(64), hello]));
  const second = await FixedIndexWriter.create(join(folder, 'b.fidx'), imageBytes, base);
  await second.set([{ entryIndex: 0, digest: zeroChunkDigest }]);
  assert.equal(await second.close(), fixedCsum([zeroChunkDigest, hello]));
});

test('an image of many terabytes takes no memory and little disk', async (t) => {
  const folder = await makeFolder(t);
  const writer = await FixedIndexWriter.create(join(folder, 'big.fidx'), 64 * 2 ** 40, null);
  assert.equal(writer.entryCount, 16_777_216);
  await writer.set([{ entryIndex: writer.entryCount - 1, digest: hello }]);
  await writer.abandon();
  assert.deepEqual(await readdir(folder), []);
});

test('two writers of one name do not share a file', async (t) => {
  const folder = await makeFolder(t);
  const path = join(folder, 'a.didx');
  const [one, two] = [await DynamicIndexWriter.create(path), await DynamicIndexWriter.create(path)];
  await one.append([{ digest: hello, endBytes: 5 }]);
  await two.append([{ digest: zeroChunkDigest, endBytes: 7 }]);
  await two.close();
  await one.abandon();
  assert.deepEqual(await readEntries(path, 'dynamic'), [{ digest: zeroChunkDigest, startBytes: 0, lengthBytes: 7 }]);
  assert.deepEqual(await readdir(folder), ['a.didx']);
});

test('an index that is missing or damaged is refused in words', async (t) => {
  const folder = await makeFolder(t);
  const refusal = await readIndexEntries(join(folder, 'x.didx'), 'dynamic', () => assert.fail('no entries'));
  assert.equal(
    refusal?.text,
    `Unable to open dynamic index "${folder}/x.didx" - No such file or directory (os error 2)`,
  );
});
