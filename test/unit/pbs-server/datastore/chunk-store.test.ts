// The store's rules for a digest that comes again (protocol.md 5.5), and what a full or read-only disk leaves.
// In: blobs on a throw-away folder. Out: verdicts and the bytes that lie there.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type BlobKind, encodeBlobHeader } from '../../../../src/core/pbs/index.js';
import { ChunkStore } from '../../../../src/pbs-server/datastore/index.js';

const digest = 'ab'.repeat(32);

async function openStore(t: TestContext): Promise<{ readonly store: ChunkStore; readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-chunks-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const store = new ChunkStore(folder, 'store1', 'file');
  await store.open('as-needed');
  return { store, folder };
}

function blob(kind: Exclude<BlobKind, 'unknown'>, lengthBytes: number): Uint8Array {
  return Buffer.concat([encodeBlobHeader(kind, 0), Buffer.alloc(lengthBytes - 12, kind.length)]);
}

test('a chunk lies in its folder, whole, with nothing beside it', async (t) => {
  const { store, folder } = await openStore(t);
  const bytes = blob('zstd', 100);
  assert.deepEqual(await store.insert(digest, bytes, 'zstd'), { isDuplicate: false, storedBytes: 100 });
  assert.deepEqual(await readdir(join(folder, '.chunks')), ['.incoming', 'abab']);
  assert.deepEqual(await readdir(join(folder, '.chunks', 'abab')), [digest]);
  assert.deepEqual(await readdir(join(folder, '.chunks', '.incoming')), []);
  assert.ok(Buffer.from(await store.read(digest)).equals(bytes));
});

/** What is there, what comes, what then lies there or why not. */
const table: readonly (readonly [
  existing: readonly [Exclude<BlobKind, 'unknown'>, number],
  uploaded: readonly [Exclude<BlobKind, 'unknown'>, number],
  outcome: string,
])[] = [
  [['zstd', 100], ['zstd', 100], 'duplicate 100'],
  [['zstd', 100], ['uncompressed', 200], 'duplicate 100'],
  [['uncompressed', 200], ['zstd', 100], 'new 100'],
  [
    ['uncompressed', 200],
    ['encrypted', 300],
    `Overwriting unencrypted chunk '${digest}' on store 'store1' is not allowed!`,
  ],
  [
    ['encrypted', 200],
    ['encrypted', 300],
    `Overwriting existing (encrypted) chunk '${digest}' on store 'store1' is not allowed! (300 != 200)`,
  ],
  [['encrypted-zstd', 200], ['encrypted', 300], 'duplicate 200'],
  [['encrypted', 200], ['zstd', 300], 'duplicate 200'],
];

for (const [existing, uploaded, outcome] of table) {
  test(`${existing.join(' ')} there, ${uploaded.join(' ')} comes`, async (t) => {
    const { store, folder } = await openStore(t);
    await store.insert(digest, blob(...existing), existing[0]);
    const path = join(folder, '.chunks', 'abab', digest);
    await utimes(path, 1, 1);
    const inserted = await store.insert(digest, blob(...uploaded), uploaded[0]);
    const told =
      'text' in inserted ? inserted.text : `${inserted.isDuplicate ? 'duplicate' : 'new'} ${inserted.storedBytes}`;
    assert.equal(told, outcome);
    const now = await stat(path);
    if (!('text' in inserted)) {
      assert.equal(now.size, inserted.storedBytes);
      assert.ok(now.atimeMs > 1000, 'touched, so that garbage collection sees it in use');
    } else assert.equal(now.size, existing[1]);
  });
}

test('an empty file, as a crash without fsync leaves one, is written over', async (t) => {
  const { store, folder } = await openStore(t);
  await store.insert(digest, blob('zstd', 100), 'zstd');
  await writeFile(join(folder, '.chunks', 'abab', digest), '');
  assert.deepEqual(await store.insert(digest, blob('zstd', 100), 'zstd'), { isDuplicate: false, storedBytes: 100 });
});

test('a disk that refuses is worded as PBS words it, and a start sweeps what was under way', async (t) => {
  const { store, folder } = await openStore(t);
  await writeFile(join(folder, '.chunks', 'abab'), 'a file where the folder should be');
  const refused = await store.insert(digest, blob('zstd', 100), 'zstd');
  assert.equal(
    'text' in refused ? refused.text : '',
    `inserting chunk on store 'store1' failed for ${digest} - File exists (os error 17)`,
  );
  await writeFile(join(folder, '.chunks', '.incoming', 'half.tmp_1'), 'half');
  await store.open('as-needed');
  assert.deepEqual(await readdir(join(folder, '.chunks', '.incoming')), []);
  assert.equal((await readFile(join(folder, '.chunks', 'abab'))).length, 33);
});

test('many writers of one digest leave one whole chunk', async (t) => {
  const { store } = await openStore(t);
  const bytes = blob('zstd', 70_000);
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.insert(digest, bytes, 'zstd')));
  assert.ok(outcomes.every((outcome) => 'storedBytes' in outcome && outcome.storedBytes === bytes.length));
  assert.ok(Buffer.from(await store.read(digest)).equals(bytes));
});
