// Snapshots that go and those that stay: forget, forget of a group, prune, the protected flag, notes, and what a start finds.
// In: a store with a few snapshots. Out: what is left, and PBS's words.
import assert from 'node:assert/strict';
import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  type Datastore,
  isProtected,
  listSnapshots,
  type SnapshotName,
} from '../../../../src/pbs-server/datastore/index.js';
import {
  pruneGroup,
  readGroupNotes,
  readNotes,
  setProtected,
  writeGroupNotes,
  writeNotes,
} from '../../../../src/pbs-server/maintenance/index.js';
import { makeChunks, openTestStore, reopen, storeBackup, web01 } from '../../../support/stored-backup.js';

const days: readonly SnapshotName[] = [0, 1, 2, 3].map((day) => ({
  ...web01,
  backupTime: web01.backupTime + day * 86_400,
}));
const [day0, day1, day2, day3] = days as [SnapshotName, SnapshotName, SnapshotName, SnapshotName];

async function openFilled(t: TestContext) {
  const store = await openTestStore(t);
  for (const day of days) await storeBackup(store.datastore, day, makeChunks(1));
  return store;
}

async function left(datastore: Datastore): Promise<readonly number[]> {
  return (await listSnapshots(datastore.folder, web01)).map((one) => (one.backupTime - web01.backupTime) / 86_400);
}

test('prune keeps what is selected or protected; a dry run only says so', async (t) => {
  const { datastore, lines, log } = await openFilled(t);
  await setProtected(datastore, day0, 'on');
  const show = async (run: 'dry' | 'real') =>
    (await pruneGroup(datastore, web01, { keep: { last: 2 }, run, log })).map((one) => `${one.mark} ${one.isKept}`);
  const expected = ['protected true', 'remove false', 'keep true', 'keep true'];
  assert.deepEqual(await show('dry'), expected);
  assert.deepEqual(await left(datastore), [0, 1, 2, 3]);
  assert.deepEqual(lines, []);
  assert.deepEqual(await show('real'), expected);
  assert.deepEqual(await left(datastore), [0, 2, 3]);
  assert.equal(
    lines.join('\n'),
    `retention options: --keep-last 2
Starting prune on datastore 'store1', root namespace group "host/web01"
host/web01/2023-11-14T22:13:20Z protected
host/web01/2023-11-15T22:13:20Z remove
host/web01/2023-11-16T22:13:20Z keep
host/web01/2023-11-17T22:13:20Z keep`,
  );
});

test('a prune without a selection keeps all; one in use stays and the log says so', async (t) => {
  const { datastore, lines, log } = await openFilled(t);
  await pruneGroup(datastore, web01, { keep: { last: 0 }, run: 'real', log });
  assert.deepEqual([lines[0], await left(datastore)], ['No prune selection - keeping all files.', [0, 1, 2, 3]]);
  const release = datastore.snapshotLocks.tryShared(datastore.snapshotFolder(day1));
  await pruneGroup(datastore, web01, { keep: { daily: 1 }, run: 'real', log });
  release?.();
  assert.deepEqual(await left(datastore), [1, 3]);
  const folder = datastore.snapshotFolder(day1);
  assert.ok(
    lines.includes(
      `failed to remove dir "host/web01/2023-11-15T22:13:20Z": unable to acquire lock on snapshot directory "${folder}" - possibly running or in use`,
    ),
  );
});

test('a protected snapshot is not forgotten; the last one takes its group along', async (t) => {
  const { datastore, folder } = await openFilled(t);
  await setProtected(datastore, day3, 'on');
  assert.equal((await datastore.forgetSnapshot(day3))?.text, 'cannot remove protected snapshot');
  await writeGroupNotes(datastore, web01, 'of the web\nsecond line');
  assert.deepEqual(await datastore.forgetGroup(web01), {
    protectedCount: 1,
    removedGroupCount: 0,
    removedSnapshotCount: 3,
  });
  assert.equal(await readGroupNotes(datastore, web01), 'of the web\nsecond line');
  assert.equal(await setProtected(datastore, day3, 'off'), null);
  assert.equal(await isProtected(datastore.snapshotFolder(day3)), false);
  assert.equal(await datastore.forgetSnapshot(day3), null);
  assert.deepEqual(await readdir(join(folder, 'host')), []);
});

test('changes of one manifest at the same time all arrive', async (t) => {
  const { datastore } = await openFilled(t);
  await Promise.all([
    writeNotes(datastore, day1, 'before the upgrade'),
    datastore.updateManifest(day1, { verify_state: { upid: 'UPID:x', state: 'ok' } }),
    datastore.updateManifest(day1, { chunk_upload_stats: {} }),
  ]);
  assert.equal(await readNotes(datastore, day1), 'before the upgrade');
  assert.equal(await readNotes(datastore, day2), '');
  const whole = await datastore.listFiles(day1);
  assert.deepEqual(
    whole.map((file) => file.filename),
    ['root.pxar.didx', 'index.json.blob'],
  );
});

test('a start removes torn snapshots and files without a name, and nothing else', async (t) => {
  const { datastore, folder } = await openTestStore(t);
  await storeBackup(datastore, day0, makeChunks(1));
  await storeBackup(datastore, day1, makeChunks(1), 'torn'); // its manifest is there, its finish never came
  await datastore.createSnapshot(day2);
  const whole = datastore.snapshotFolder(day0);
  await writeFile(join(whole, 'index.json.blob.tmp_0123456789ab'), 'half');
  await writeFile(join(whole, 'disk.img.tmp_fidx'), 'half');
  await writeFile(join(whole, 'client.log.blob'), 'stays');
  await writeFile(join(folder, 'host', 'web01', 'owner.tmp_0123456789ab'), 'half');
  await datastore.close();
  const lines: string[] = [];
  const again = await reopen(folder, (line) => lines.push(line));
  t.after(() => again.close());
  assert.deepEqual(lines, [
    "removed unfinished snapshot host/web01/2023-11-15T22:13:20Z of datastore 'store1'",
    "removed unfinished snapshot host/web01/2023-11-16T22:13:20Z of datastore 'store1'",
  ]);
  assert.deepEqual(await left(again), [0]);
  assert.deepEqual(await readdir(whole), ['client.log.blob', 'index.json.blob', 'root.pxar.didx']);
  assert.deepEqual((await readdir(join(folder, 'host', 'web01'))).sort(), ['2023-11-14T22:13:20Z', 'owner']);
});

test('links in place of folders lead nowhere', async (t) => {
  const outside = await openFilled(t);
  const { datastore, folder } = await openTestStore(t);
  await symlink(join(outside.folder, 'host'), join(folder, 'host'));
  await symlink(outside.folder, join(folder, 'ns'));
  assert.deepEqual(await left(datastore), []);
  assert.equal(await datastore.hasSnapshot(day0), false);
  assert.equal(await datastore.hasNamespace('host'), false);
  await assert.rejects(datastore.createSnapshot({ ...day0, backupTime: 1 }), { code: 'ELOOP' });
  await assert.rejects(datastore.removeSnapshot(day0), { code: 'ELOOP' });
  await assert.rejects(writeGroupNotes(datastore, web01, 'x'), { code: 'ELOOP' });
  assert.deepEqual(await left(outside.datastore), [0, 1, 2, 3]);
});
