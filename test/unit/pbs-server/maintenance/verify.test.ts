// Verification on real folders: each kind of damage is found, said in PBS's words and noted in the manifest; what is whole says
// ok. In: one snapshot, one damage. Out: the log as text.
import assert from 'node:assert/strict';
import { readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeBlob } from '../../../../src/core/pbs/index.js';
import { loadManifest } from '../../../../src/pbs-server/datastore/index.js';
import { type VerifyOptions, verifyDatastore } from '../../../../src/pbs-server/maintenance/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';
import type { TestChunk } from '../../../support/pbs-content.js';
import { makeChunks, openTestStore, storeBackup, type TestStore, web01 } from '../../../support/stored-backup.js';

const chunks = makeChunks(1, 2);
const first = chunks[0] as TestChunk;
const everything = { kind: 'namespace', namespace: '' } as const;

async function verify({ datastore, lines, log, folder }: TestStore, options: Partial<VerifyOptions> = {}) {
  lines.length = 0;
  const summary = await verifyDatastore(datastore, { scope: everything, upid: 'UPID:test', log, ...options });
  assert.ok(!isRefusal(summary));
  const manifest = await loadManifest(datastore.snapshotFolder(web01));
  const state = isRefusal(manifest) ? null : (manifest.unprotected?.verify_state ?? null);
  return { summary, state, text: lines.join('\n').replaceAll(folder, '…') };
}

const header = `verify datastore store1
verify group store1:host/web01 (1 snapshots)
verify store1:host/web01/2023-11-14T22:13:20Z
  check root.pxar.didx`;
const failed = `verify store1:host/web01/2023-11-14T22:13:20Z/root.pxar.didx failed:`;
const list = `Failed to verify the following snapshots/groups:
\thost/web01/2023-11-14T22:13:20Z`;

test('a whole snapshot is ok, and its manifest says who found so', async (t) => {
  const store = await openTestStore(t);
  await storeBackup(store.datastore, web01, chunks);
  const { text, state, summary } = await verify(store);
  assert.equal(text, `${header}\n  verified 0.00/0.00 MiB (0 errors)`);
  assert.deepEqual(state, { upid: 'UPID:test', state: 'ok' });
  assert.deepEqual(summary, { verifiedCount: 1, skippedCount: 0, failed: [] });
});

const damages: readonly (readonly [
  name: string,
  damage: (store: TestStore, path: string) => Promise<void>,
  says: string,
])[] = [
  [
    'a chunk with a bit turned',
    async ({ datastore }) => {
      const bytes = Uint8Array.from(first.blob);
      bytes[500] = (bytes[500] ?? 0) ^ 1;
      await writeFile(datastore.chunks.path(first.digest), bytes);
    },
    `store 'store1', chunk '${first.digest}' - Data blob has wrong CRC checksum.
corrupted chunk renamed to "…/.chunks/${first.digest.slice(0, 4)}/${first.digest}.0.bad"
  verified 0.00/0.00 MiB (1 errors)
${failed} chunks could not be verified`,
  ],
  [
    'a chunk that holds something else',
    ({ datastore }) =>
      writeFile(datastore.chunks.path(first.digest), encodeBlob('uncompressed', Buffer.from('something else'))),
    `store 'store1', chunk '${first.digest}' - detected chunk with wrong digest.
corrupted chunk renamed to "…/.chunks/${first.digest.slice(0, 4)}/${first.digest}.0.bad"
  verified 0.00/0.00 MiB (1 errors)
${failed} chunks could not be verified`,
  ],
  [
    'a chunk that is missing',
    ({ datastore }) => rm(datastore.chunks.path(first.digest)),
    `can't verify chunk, load failed - store 'store1', unable to load chunk '${first.digest}' - No such file or directory (os error 2)
  verified 0.00/0.00 MiB (1 errors)
${failed} chunks could not be verified`,
  ],
  [
    'an index that is cut',
    (_store, path) => truncate(path, 4096 + 60),
    `${failed} Unable to open dynamic index "…/host/web01/2023-11-14T22:13:20Z/root.pxar.didx" - index ends 20 bytes into an entry`,
  ],
  [
    'an index that lost its last entry',
    (_store, path) => truncate(path, 4096 + 40),
    `${failed} wrong size (4003 != 2001)`,
  ],
  [
    'an index that is a link',
    async (_store, path) => {
      await rm(path);
      await symlink('/etc/hostname', path);
    },
    `${failed} Unable to open dynamic index "…/host/web01/2023-11-14T22:13:20Z/root.pxar.didx" - Too many levels of symbolic links (os error 40)`,
  ],
];

for (const [name, damage, says] of damages) {
  test(`${name} fails, and the manifest says so`, async (t) => {
    const store = await openTestStore(t);
    await storeBackup(store.datastore, web01, chunks);
    await damage(store, join(store.datastore.snapshotFolder(web01), 'root.pxar.didx'));
    const { text, state, summary } = await verify(store);
    assert.equal(text, `${header}\n${says}\n${list}`);
    assert.deepEqual(state, { upid: 'UPID:test', state: 'failed' });
    assert.deepEqual(summary.failed, [web01]);
  });
}

test('a corrupt chunk of two snapshots is renamed once, and the next upload brings it back', async (t) => {
  const store = await openTestStore(t);
  const { datastore } = store;
  await storeBackup(datastore, web01, chunks);
  await storeBackup(datastore, { ...web01, backupId: 'web02' }, chunks);
  await writeFile(datastore.chunks.path(first.digest), 'damaged');
  const { text } = await verify(store);
  assert.equal(text.match(/renamed/g)?.length, 1);
  assert.match(text, new RegExp(`chunk ${first.digest} was marked as corrupt`));
  const again = await datastore.chunks.insert(first.digest, first.blob, 'uncompressed');
  assert.ok(!isRefusal(again) && !again.isDuplicate);
  assert.deepEqual((await verify(store)).state, { upid: 'UPID:test', state: 'ok' });
  const folder = dirname(datastore.chunks.path(first.digest));
  assert.deepEqual((await readdir(folder)).sort(), [first.digest, `${first.digest}.0.bad`]);
});

test('one that is being written, or was looked at lately, is passed by', async (t) => {
  const store = await openTestStore(t);
  await storeBackup(store.datastore, web01, chunks);
  const release = store.datastore.snapshotLocks.tryExclusive(store.datastore.snapshotFolder(web01));
  assert.match((await verify(store)).text, /SKIPPED: .* - could not acquire snapshot lock$/);
  release?.();
  await verify(store);
  const { text, summary } = await verify(store, { isRecent: (upid) => upid === 'UPID:test' });
  assert.match(text, /SKIPPED: verify store1:host\/web01\/2023-11-14T22:13:20Z \(recently verified\)$/);
  assert.equal(summary.skippedCount, 1);
});

test('a manifest that names files outside of its snapshot reads none of them', async (t) => {
  const store = await openTestStore(t);
  await storeBackup(store.datastore, web01, chunks);
  const document = {
    files: [{ filename: '../../secret.blob', 'crypt-mode': 'none', size: 1, csum: '00'.repeat(32) }],
    unprotected: {},
  };
  const manifest = encodeBlob('uncompressed', Buffer.from(JSON.stringify(document)));
  await store.datastore.writeSnapshotFile(web01, 'index.json.blob', manifest);
  assert.match((await verify(store)).text, /failed: unknown archive type: "\.\.\/\.\.\/secret\.blob"/);
});

test('a namespace includes those below it, as deep as asked for', async (t: TestContext) => {
  const store = await openTestStore(t);
  for (const namespace of ['', 'a', 'a/b']) await storeBackup(store.datastore, { ...web01, namespace }, chunks);
  const count = async (scope: VerifyOptions['scope']) => (await verify(store, { scope })).summary.verifiedCount;
  assert.equal(await count(everything), 3);
  assert.equal(await count({ kind: 'namespace', namespace: 'a', maxDepth: 0 }), 1);
  assert.equal(await count({ kind: 'namespace', namespace: 'a' }), 2);
  assert.equal(await count({ kind: 'group', group: web01 }), 1);
  assert.equal(await count({ kind: 'snapshot', snapshot: web01 }), 1);
});

test('a run that is stopped leaves no result behind', async (t) => {
  const { datastore } = await openTestStore(t);
  await storeBackup(datastore, web01, chunks);
  const aborter = new AbortController();
  const log = (line: string): void => {
    if (line.startsWith('  check')) aborter.abort();
  };
  const stopped = await verifyDatastore(datastore, { scope: everything, upid: 'UPID:x', log, signal: aborter.signal });
  assert.equal(isRefusal(stopped) ? stopped.text : '', 'abort requested - aborting task');
  const manifest = await loadManifest(datastore.snapshotFolder(web01));
  assert.ok(!isRefusal(manifest) && manifest.unprotected?.verify_state === undefined);
});
