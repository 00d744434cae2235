// Garbage collection on real folders: what goes, what waits for its day, what an upload or a writer keeps. Chunks are made old
// by their access times, so nothing here waits.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import promises, { readdir, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Datastore } from '../../../../src/pbs-server/datastore/index.js';
import { collectGarbage, formatGarbageStatus } from '../../../../src/pbs-server/maintenance/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';
import type { TestChunk } from '../../../support/pbs-content.js';
import { makeChunks, openTestStore, storeBackup, web01 } from '../../../support/stored-backup.js';

const hourMs = 3_600_000;

async function makeOld(datastore: Datastore, chunks: readonly TestChunk[], ageMs: number): Promise<void> {
  const time = new Date(Date.now() - ageMs);
  for (const chunk of chunks) await utimes(datastore.chunks.path(chunk.digest), time, time);
}

async function collect(datastore: Datastore, log: (line: string) => void = () => undefined) {
  const status = await collectGarbage(datastore, { nowMs: Date.now(), log });
  assert.ok(!isRefusal(status), isRefusal(status) ? status.text : '');
  return status;
}

const isThere = (datastore: Datastore, chunk: TestChunk): Promise<boolean> =>
  stat(datastore.chunks.path(chunk.digest)).then(
    () => true,
    () => false,
  );

test('chunks of a forgotten snapshot wait a day, then go; shared ones stay', async (t) => {
  const { datastore, lines, log } = await openTestStore(t);
  const [shared, first, second] = makeChunks(1, 2, 3) as [TestChunk, TestChunk, TestChunk];
  await storeBackup(datastore, web01, [shared, first]);
  await storeBackup(datastore, { ...web01, backupTime: web01.backupTime + 60 }, [shared, second]);
  assert.equal(await datastore.forgetSnapshot(web01), null);

  await makeOld(datastore, [shared, first, second], 24 * hourMs);
  let status = await collect(datastore, log);
  assert.deepEqual([status.removedCount, status.pendingCount, status.diskCount], [0, 1, 2]);
  await makeOld(datastore, [shared, first, second], 24 * hourMs + 301_000);
  lines.length = 0;
  status = await collect(datastore, log);
  assert.deepEqual([status.removedCount, status.pendingCount, status.diskCount], [1, 0, 2]);
  assert.deepEqual(await Promise.all([shared, first, second].map((one) => isThere(datastore, one))), [
    true,
    false,
    true,
  ]);
  const processed = /^processed \d+% \(\d chunks\)$/;
  assert.equal(
    lines.filter((line) => !processed.test(line)).join('\n'),
    `starting garbage collection on store store1
Access time update check successful, proceeding with GC.
Start GC phase1 (mark used chunks)
marked 100% (1 of 1 index files)
Start GC phase2 (sweep unused chunks)
Removed garbage: 1.967 KiB
Removed chunks: 1
Original data usage: 3.91 KiB
On-Disk usage: 3.934 KiB (100.60%)
On-Disk chunks: 2
Deduplication factor: 0.99
Average chunk size: 1.967 KiB`,
  );
  assert.deepEqual(formatGarbageStatus(status, 'UPID:x'), {
    upid: 'UPID:x',
    'index-file-count': 1,
    'index-data-bytes': 4004,
    'disk-bytes': 4028,
    'disk-chunks': 2,
    'removed-bytes': 2014,
    'removed-chunks': 1,
    'pending-bytes': 0,
    'pending-chunks': 0,
    'removed-bad': 0,
    'still-bad': 0,
  });
});

test('what the oldest writer has stored or found stays, however old garbage collection finds it', async (t) => {
  const { datastore } = await openTestStore(t);
  const chunks = makeChunks(1);
  await storeBackup(datastore, web01, chunks);
  await datastore.forgetSnapshot(web01);
  await makeOld(datastore, chunks, 48 * hourMs);
  const release = datastore.writers.begin(Date.now() - 72 * hourMs);
  assert.equal((await collect(datastore)).removedCount, 0);
  release();
  assert.equal((await collect(datastore)).removedCount, 1);
});

test('a chunk that an upload has just found is not swept, in the narrowest moment', async (t) => {
  const { datastore } = await openTestStore(t);
  const [chunk] = makeChunks(1) as [TestChunk];
  await storeBackup(datastore, web01, [chunk]);
  await datastore.forgetSnapshot(web01);
  await makeOld(datastore, [chunk], 48 * hourMs);
  // The upload touches the chunk on another thread, in between the sweep's last look and its unlink: here, inside that look.
  const { lutimes } = promises;
  const { lstatSync } = fs;
  let endTouch = (): void => undefined;
  const isTouching = new Promise<void>((begun) => {
    promises.lutimes = (...args) => {
      if (!String(args[0]).endsWith(chunk.digest)) return lutimes(...args);
      begun();
      return new Promise((resolve) => {
        endTouch = resolve;
      });
    };
  });
  Reflect.set(fs, 'lstatSync', (path: string) => {
    const seen = lstatSync(path);
    fs.utimesSync(path, new Date(), new Date());
    return seen;
  });
  syncBuiltinESMExports();
  t.after(() => {
    promises.lutimes = lutimes;
    Reflect.set(fs, 'lstatSync', lstatSync);
    syncBuiltinESMExports();
  });
  const inserting = datastore.chunks.insert(chunk.digest, chunk.blob, 'uncompressed');
  await isTouching;
  const { removedCount } = await collect(datastore);
  endTouch();
  const inserted = await inserting;
  assert.ok(!isRefusal(inserted));
  assert.equal(removedCount, 0);
  assert.ok(await isThere(datastore, chunk), `told: ${inserted.isDuplicate ? 'duplicate' : 'new'}`);
});

test('a snapshot that is finished behind the walk is found by the next one', async (t) => {
  const { datastore, log } = await openTestStore(t);
  const shared = makeChunks(1);
  await storeBackup(datastore, web01, shared);
  const later = { ...web01, backupTime: web01.backupTime + 60 };
  await makeOld(datastore, shared, 48 * hourMs);
  // Between the walk over folders and the first index, its chunks change hands.
  const { readdir } = promises;
  let isDone = false;
  promises.readdir = (async (path: string, options: { withFileTypes: true }) => {
    const entries = await readdir(path, options);
    if (isDone || path !== datastore.snapshotFolder(web01)) return entries;
    isDone = true;
    await storeBackup(datastore, later, shared);
    await makeOld(datastore, shared, 48 * hourMs); // as a client that knows them and uploads none of them leaves them
    await datastore.forgetSnapshot(web01);
    return entries;
  }) as unknown as typeof readdir;
  syncBuiltinESMExports();
  t.after(() => {
    promises.readdir = readdir;
    syncBuiltinESMExports();
  });
  const status = await collect(datastore, log);
  assert.deepEqual([status.indexFileCount, status.removedCount, status.diskCount], [2, 0, 1]);
});

test('indexes anywhere in the store keep their chunks; an index that cannot be read ends it', async (t) => {
  const { datastore, folder } = await openTestStore(t);
  const chunks = makeChunks(1, 2);
  await storeBackup(datastore, { ...web01, namespace: 'a/b' }, chunks);
  await makeOld(datastore, chunks, 48 * hourMs);
  assert.equal((await collect(datastore)).diskCount, 2);
  await makeOld(datastore, chunks, 48 * hourMs);
  await writeFile(join(folder, 'host', 'torn.didx'), 'not an index').catch(() =>
    writeFile(join(folder, 'torn.didx'), 'no'),
  );
  const refused = await collectGarbage(datastore, { nowMs: Date.now(), log: () => undefined });
  assert.ok(isRefusal(refused));
  assert.match(refused.text, /^can't open index .*torn\.didx - Unable to open dynamic index .* - index too small/);
  assert.ok(await isThere(datastore, chunks[0] as TestChunk));
});

test('a missing chunk is said once, and what is left of it as corrupt is kept; unreferred ones go', async (t) => {
  const { datastore, lines, log } = await openTestStore(t);
  const [used, unused] = makeChunks(1, 2) as [TestChunk, TestChunk];
  await storeBackup(datastore, web01, [used]);
  await rm(datastore.chunks.path(used.digest));
  const old = new Date(Date.now() - 48 * hourMs);
  for (const chunk of [used, unused]) {
    const bad = `${datastore.chunks.path(chunk.digest)}.0.bad`;
    await datastore.chunks.insert(chunk.digest, chunk.blob, 'uncompressed');
    await rm(datastore.chunks.path(chunk.digest));
    await writeFile(bad, 'bad');
    await utimes(bad, old, old);
  }
  const status = await collect(datastore, log);
  assert.deepEqual([status.removedBadCount, status.stillBadCount, status.removedBytes], [1, 1, 3]);
  assert.deepEqual(
    lines.filter((line) => line.startsWith('warning')).map((line) => line.replace(/"[^"]*web01/, '"…/web01')),
    [
      `warning: unable to access non-existent chunk ${used.digest}, required by "…/web01/2023-11-14T22:13:20Z/root.pxar.didx"`,
    ],
  );
});

test('links in the chunk folder are neither followed nor removed, nor are files that are no chunks', async (t) => {
  const { datastore, folder } = await openTestStore(t);
  const outside = await openTestStore(t);
  const [chunk] = makeChunks(1) as [TestChunk];
  await outside.datastore.chunks.insert(chunk.digest, chunk.blob, 'uncompressed');
  await makeOld(outside.datastore, [chunk], 48 * hourMs);
  const prefix = chunk.digest.slice(0, 4);
  await symlink(join(outside.folder, '.chunks', prefix), join(folder, '.chunks', prefix));
  await writeFile(join(folder, '.chunks', 'note'), 'mine');
  assert.equal((await collect(datastore)).removedCount, 0);
  assert.ok(await isThere(outside.datastore, chunk));
  assert.deepEqual((await readdir(join(folder, '.chunks'))).sort(), ['.incoming', prefix, 'note'].sort());
  const refused = await datastore.chunks.insert(chunk.digest, chunk.blob, 'uncompressed');
  assert.ok(isRefusal(refused) || refused.isDuplicate, 'nothing is written through a link');
});

test('one at a time, and it ends when asked to', async (t) => {
  const { datastore } = await openTestStore(t);
  await storeBackup(datastore, web01, makeChunks(1));
  const first = collect(datastore);
  const second = await collectGarbage(datastore, { nowMs: Date.now(), log: () => undefined });
  assert.equal(isRefusal(second) ? second.text : '', 'garbage collection already running');
  await first;
  const aborted = await collectGarbage(datastore, {
    nowMs: Date.now(),
    log: () => undefined,
    signal: AbortSignal.abort(),
  });
  assert.equal(isRefusal(aborted) ? aborted.text : '', 'abort requested - aborting task');
});
