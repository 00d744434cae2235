// The datastore folder as a whole: who may open it, what --adoptable makes of it, what is synced when, and that nothing in it
// leads out. In: throw-away folders. Out: modes, names, numbers of fsyncs, refusals.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Datastore, DatastoreInUse, openFile, readIndexEntries } from '../../../../src/pbs-server/datastore/index.js';
import { syncLevels } from '../../../../src/pbs-server/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';
import { isLongRun } from '../../../support/paths.js';
import { makeChunks, openTestStore, reopen, storeBackup, web01 } from '../../../support/stored-backup.js';

async function makeFolder(t: TestContext, parent = tmpdir()): Promise<string> {
  const folder = await mkdtemp(join(parent, 'pbscope-folder-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('one server a folder, by whatever way it is named', async (t) => {
  const folder = await makeFolder(t);
  const first = await reopen(folder);
  await assert.rejects(reopen(`${folder}/.`), (error) => error instanceof DatastoreInUse && error.pid === process.pid);
  await first.close();
  await (await reopen(folder)).close();
});

test('a lock of a process that is gone is taken over', async (t) => {
  const folder = await makeFolder(t);
  const { pid } = spawnSync('true');
  const lock = join(folder, '.pbscope.lock');
  const namesakes = [`${pid}\n`, `${pid} 12345\n`, `${process.pid} 1\n`, `1 9999999999\n`, 'rubbish', ''];
  for (const owner of namesakes) {
    await writeFile(lock, owner);
    await (await reopen(folder)).close();
  }
  assert.deepEqual(await readdir(folder), ['.chunks']);
});

test('of processes that take over at the same time one wins', async (t) => {
  const folder = await makeFolder(t);
  await writeFile(join(folder, '.pbscope.lock'), `${spawnSync('true').pid}\n`);
  const door = new URL('../../../../src/pbs-server/datastore/index.js', import.meta.url).href;
  // The winner keeps it until its stdin ends.
  const code = `import { Datastore } from '${door}';
    const options = { name: 'x', folder: '${folder}', syncLevel: 'none', chunkFolders: 'as-needed', log() {} };
    await Datastore.open(options).then(() => process.stdout.write('won\\n'), (error) => process.stdout.write(error.constructor.name + '\\n'));
    process.stdin.resume();`;
  const said = await Promise.all(
    Array.from({ length: 4 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
      t.after(() => child.stdin.end());
      return new Promise<string>((resolve) =>
        child.stdout.once('data', (bytes: Buffer) => resolve(String(bytes).trim())),
      );
    }),
  );
  assert.deepEqual(said.sort(), ['DatastoreInUse', 'DatastoreInUse', 'DatastoreInUse', 'won']);
});

test('a folder that a real PBS shall take over has its modes, its lock file and all chunk folders', async (t) => {
  // 65 536 folders take a disk some seconds, memory none.
  const memory = existsSync('/dev/shm') ? '/dev/shm' : null;
  if (memory === null && !isLongRun) return t.skip('no /dev/shm; npm run test:long does it on disk');
  const folder = await makeFolder(t, memory ?? tmpdir());
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const store = await Datastore.open({ name: 'store1', folder, syncLevel: 'none', chunkFolders: 'all', log });
  const [chunk] = makeChunks(1);
  await storeBackup(store, web01, makeChunks(1));
  await store.close();
  const modeOf = async (...names: readonly string[]) => ((await stat(join(folder, ...names))).mode & 0o777).toString(8);
  assert.deepEqual(
    [
      await modeOf(),
      await modeOf('.chunks'),
      await modeOf('.chunks', '0000'),
      await modeOf('.chunks', 'ffff'),
      await modeOf('.lock'),
    ],
    ['755', '750', '750', '750', '644'],
  );
  const folders = (await readdir(join(folder, '.chunks'))).filter((name) => /^[0-9a-f]{4}$/.test(name));
  assert.equal(folders.length, 65_536);
  assert.deepEqual((await readdir(folder)).sort(), ['.chunks', '.lock', 'host']);
  assert.equal(await readFile(join(folder, 'host', 'web01', 'owner'), 'utf8'), 'root@pam\n');
  assert.deepEqual(await readdir(store.snapshotFolder(web01)), ['index.json.blob', 'root.pxar.didx']);
  assert.equal(await modeOf('.chunks', chunk?.digest.slice(0, 4) ?? '', chunk?.digest ?? ''), '644');
});

test('what is synced when: never, as it comes, or at the end', async (t) => {
  const probe = await open(fileURLToPath(import.meta.url));
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const original = prototype.sync;
  let syncCount = 0;
  prototype.sync = function (this: FileHandle) {
    syncCount += 1;
    return original.call(this);
  };
  t.after(() => {
    prototype.sync = original;
  });
  const counts: string[] = [];
  for (const syncLevel of syncLevels) {
    const folder = await makeFolder(t);
    const chunks = makeChunks(1, 2);
    const store = await Datastore.open({
      name: 'x',
      folder,
      syncLevel,
      chunkFolders: 'as-needed',
      log: () => undefined,
    });
    syncCount = 0;
    await storeBackup(store, web01, chunks, 'torn');
    const early = syncCount;
    await store.completeSnapshot(
      web01,
      chunks.map((chunk) => chunk.digest),
    );
    counts.push(`${syncLevel}: ${early} before the end, ${syncCount - early} at the end`);
    await store.close();
  }
  // file: per chunk its file, its folder and the new folder's name; owner and manifest are not chunks but written alike.
  // At the end: index, manifest, mark; snapshot, group, type and datastore folder; the snapshot folder again without its mark.
  // filesystem: besides, two chunks, their folders and .chunks.
  assert.deepEqual(counts.sort(), [
    'file: 8 before the end, 8 at the end',
    'filesystem: 0 before the end, 13 at the end',
    'none: 0 before the end, 0 at the end',
  ]);
});

test('links, pipes and folders in place of files are refused as the disk would', async (t) => {
  const { datastore, folder } = await openTestStore(t);
  await storeBackup(datastore, web01, makeChunks(1));
  const whole = datastore.snapshotFolder(web01);
  await symlink('/etc/passwd', join(whole, 'link.blob'));
  spawnSync('mkfifo', [join(whole, 'pipe.blob')]);
  await mkdir(join(whole, 'folder.blob'));
  await symlink(join(whole, 'root.pxar.didx'), join(whole, 'link.didx'));
  const told = async (name: string) => {
    const file = await openFile(join(whole, name));
    return isRefusal(file) ? file.text.replace(folder, '…') : 'opened';
  };
  const path = '…/host/web01/2023-11-14T22:13:20Z';
  assert.deepEqual(
    [await told('link.blob'), await told('pipe.blob'), await told('folder.blob')],
    [
      `open file "${path}/link.blob" failed: Too many levels of symbolic links (os error 40)`,
      `open file "${path}/pipe.blob" failed: Invalid argument (os error 22)`,
      `open file "${path}/folder.blob" failed: Invalid argument (os error 22)`,
    ],
  );
  const index = await readIndexEntries(join(whole, 'link.didx'), 'dynamic', () => assert.fail());
  assert.match(index?.text ?? '', /Too many levels of symbolic links/);
  const [chunk] = makeChunks(1);
  const digest = chunk?.digest ?? '';
  await rm(datastore.chunks.path(digest));
  await symlink('/etc/passwd', datastore.chunks.path(digest));
  const read = await datastore.readChunk(digest);
  assert.match(isRefusal(read) ? read.text : '', /Too many levels of symbolic links/);
  const inserted = await datastore.chunks.insert(digest, chunk?.blob ?? new Uint8Array(), 'uncompressed');
  assert.ok(!isRefusal(inserted) && !inserted.isDuplicate, 'the link is replaced, not written through');
  await assert.rejects(datastore.removeSnapshot({ ...web01, backupId: '../../x' }), { code: 'EPERM' });
});
