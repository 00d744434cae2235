// `pbscope server verify`, `prune` and `gc` as users run them, on a datastore folder without a server. In: a folder with three
// snapshots. Out: what is printed, exit codes, what is left.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Datastore } from '../../src/pbs-server/datastore/index.js';
import { type Ended, runPbscope } from '../support/run-pbscope.js';
import { makeChunks, openTestStore, storeBackup, web01 } from '../support/stored-backup.js';

const chunks = makeChunks(1, 2);

test('a datastore folder is verified, pruned and swept', async (t) => {
  const { datastore, folder } = await openTestStore(t);
  for (const day of [0, 1, 2]) {
    await storeBackup(datastore, { ...web01, backupTime: web01.backupTime + day * 86_400 }, [
      ...chunks,
      ...makeChunks(10 + day),
    ]);
  }
  const run = (...words: readonly string[]): Promise<Ended> => runPbscope(['server', ...words, '--folder', folder]);

  const busy = await run('verify');
  assert.deepEqual(
    [busy.code, busy.stdout, busy.stderr],
    [
      2,
      '',
      `pbscope: ${folder} is in use by another pbscope (process ${process.pid}). Stop it first, or ask it over its REST API.\n`,
    ],
  );
  await datastore.close();

  const lost = makeChunks(11)[0]?.digest ?? '';
  writeFileSync(datastore.chunks.path(lost), 'damaged');
  const damaged = await run('verify', 'host/web01', '--json');
  assert.equal(damaged.code, 3);
  assert.deepEqual(JSON.parse(damaged.stdout), {
    messageType: 'verified',
    verifiedCount: 3,
    skippedCount: 0,
    failed: [{ ns: '', snapshot: 'host/web01/2023-11-15T22:13:20Z' }],
  });

  const dry = await run('prune', '--keep-last', '1', '--dry-run');
  assert.equal(
    dry.stdout,
    `SNAPSHOT                         WOULD
host/web01/2023-11-14T22:13:20Z  remove
host/web01/2023-11-15T22:13:20Z  remove
host/web01/2023-11-16T22:13:20Z  keep
`,
  );
  const pruned = await run('prune', 'host/web01', '--keep-last', '1', '-q');
  assert.equal(pruned.stdout, dry.stdout.replace('WOULD', 'DID'));

  const old = new Date(Date.now() - 48 * 3_600_000);
  for (const chunk of [...chunks, ...makeChunks(10, 12)]) utimesSync(datastore.chunks.path(chunk.digest), old, old);
  utimesSync(`${datastore.chunks.path(lost)}.0.bad`, old, old);
  const swept = await run('gc', '--json');
  const { removedCount, removedBadCount, diskCount } = JSON.parse(swept.stdout) as Readonly<Record<string, number>>;
  assert.deepEqual([swept.code, removedCount, removedBadCount, diskCount], [0, 1, 1, 3], swept.stderr);
  const again = await Datastore.open({
    name: 'x',
    folder,
    syncLevel: 'none',
    chunkFolders: 'as-needed',
    log: assert.fail,
  });
  await again.close();
});

test('what is no datastore, no group or no count is said in one sentence', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-none-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const run = (...words: readonly string[]) => runPbscope(['server', ...words, '--folder', folder]);
  const said = async (...words: readonly string[]) => {
    const { code, stderr } = await run(...words);
    return `${code} ${stderr}`;
  };
  assert.equal(await said('gc'), `20 pbscope: ${folder} is no datastore. Give the --folder of pbscope server.\n`);
  assert.equal(
    await said('prune'),
    '2 pbscope: Nothing says what to keep. Give one of --keep-last, --keep-daily and the like.\n',
  );
});
