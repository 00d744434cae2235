// The snapshot that a backup builds on, or a reader wants, while somebody else has it: refusals in the words of each release, and
// what finish does when the base is gone (protocol.md 5.1 step 12, 5.7, 6.1).
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { encodeBlob } from '../../../../src/core/pbs/index.js';
import { finishBackup } from '../../../../src/pbs-server/backup/finish.js';
import { openBackup } from '../../../../src/pbs-server/backup/open-backup.js';
import { Datastore } from '../../../../src/pbs-server/datastore/index.js';
import { type Personality, personalities } from '../../../../src/pbs-server/personality.js';
import { openReader } from '../../../../src/pbs-server/reader/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';
import { makeManifest } from '../../../support/pbs-content.js';
import { first, second } from '../../../support/small-backup.js';

const base = { namespace: '', backupType: first.type, backupId: first.id, backupTime: first.timeSeconds };
const next = { ...base, backupTime: second.timeSeconds };
const both = [personalities['3.2.4'], personalities['4.1']];

async function openStore(context: TestContext): Promise<{ datastore: Datastore; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-base-'));
  const baseFolder = join(folder, 'host', first.id, '2023-11-14T22:13:20Z');
  await mkdir(baseFolder, { recursive: true });
  await writeFile(join(baseFolder, 'index.json.blob'), makeManifest(first, []));
  const options = { syncLevel: 'filesystem', chunkFolders: 'as-needed', log: () => undefined } as const;
  const datastore = await Datastore.open({ name: 'store1', folder, ...options });
  context.after(async () => {
    await datastore.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { datastore, folder: baseFolder };
}

function backupOf(datastore: Datastore, personality: Personality, lines: string[] = []) {
  const request = { datastore, snapshot: next, authId: 'a@pbs!t', isBenchmark: false, isDebug: false, personality };
  return openBackup({ ...request, peer: '192.0.2.1', log: (line) => lines.push(line) });
}

test('a snapshot that is being removed is refused, as base and to readers', async (t) => {
  const { datastore, folder } = await openStore(t);
  const release = datastore.snapshotLocks.tryExclusive(folder);
  const texts: string[] = [];
  for (const personality of both) {
    const common = { datastore, snapshot: base, isDebug: false, personality, log: () => undefined };
    for (const outcome of [await backupOf(datastore, personality), await openReader(common)]) {
      texts.push(isRefusal(outcome) ? `${outcome.status} ${outcome.text.replace(folder, '<folder>')}` : 'open');
    }
  }
  assert.deepEqual(texts, [
    '400 unable to acquire lock on snapshot directory "<folder>" - base snapshot is already locked by another operation',
    '400 unable to acquire lock on snapshot directory "<folder>" - locked by another operation',
    "400 while locking last snapshot during backup 'host/web01/2023-11-14T22:13:20Z'",
    "400 while locking snapshot 'host/web01/2023-11-14T22:13:20Z'",
  ]);
  release?.();
  assert.ok(!isRefusal(await backupOf(datastore, personalities['4.1'])), 'the refused ones left no lock');
});

test('finish without its base: 3.2.4 looks after the manifest, 4.1 before it', async (t) => {
  for (const [personality, expected] of [
    [personalities['3.2.4'], /^unable to update manifest blob - /],
    [personalities['4.1'], /^base snapshot host\/web01\/2023-11-14T22:13:20Z was removed during backup, cannot finish/],
  ] as const) {
    const { datastore, folder } = await openStore(t);
    const session = await backupOf(datastore, personality);
    assert.ok(!isRefusal(session));
    session.fileCount = 1; // some blob, but no manifest
    await rm(folder, { recursive: true });
    const refusal = await finishBackup(session);
    assert.match(refusal?.text ?? 'finished', expected);
  }
});

test('the sync at finish is in the task log of 4.1 only', async (t) => {
  for (const [personality, count] of [
    [personalities['3.2.4'], 0],
    [personalities['4.1'], 1],
  ] as const) {
    const { datastore } = await openStore(t);
    const lines: string[] = [];
    const session = await backupOf(datastore, personality, lines);
    assert.ok(!isRefusal(session));
    await datastore.writeSnapshotFile(next, 'index.json.blob', makeManifest(second, []));
    await datastore.writeSnapshotFile(next, 'a.blob', encodeBlob('uncompressed', Buffer.from('a')));
    session.fileCount = 2;
    assert.equal(await finishBackup(session), null);
    assert.equal(lines.filter((line) => line === 'syncing filesystem').length, count);
  }
});
