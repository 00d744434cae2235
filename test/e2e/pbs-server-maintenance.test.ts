// Maintenance over REST as PBS's own client asks for it: notes, protection, prune, forget, verification and garbage collection
// with their tasks. In: a server with two small backups. Out: answers as text.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openRest, type RestCaller } from '../support/rest-caller.js';
import { type RunningServer, type Snapshot, startTestServer } from '../support/running-server.js';
import { backup, first, image, second, stream } from '../support/small-backup.js';

const group = { 'backup-type': 'host', 'backup-id': 'web01' };
const named = (snapshot: Snapshot) => ({ ...group, 'backup-time': snapshot.timeSeconds });

async function openFilled(t: TestContext): Promise<{ readonly running: RunningServer; readonly rest: RestCaller }> {
  const running = await startTestServer(t);
  for (const snapshot of [first, second]) {
    const client = await running.open('backup', snapshot);
    await backup(client, snapshot, [...stream, ...image]);
    await client.drop();
  }
  return { running, rest: await openRest(t, running) };
}

/** Log of a task that is through; asking again is how PBS's client waits too. */
async function taskLog(rest: RestCaller, upid: string): Promise<readonly string[]> {
  for (;;) {
    const status = (await rest.data('readTaskStatus', { store: undefined, upid })) as { readonly status: string };
    if (status.status === 'stopped') break;
  }
  const lines = (await rest.data('readTaskLog', { store: undefined, upid, limit: 1000 })) as { readonly t: string }[];
  return lines.map((line) => line.t.replace(/^\S+ /, ''));
}

test('notes and the protected flag, as snapshots and groups show them', async (t) => {
  const { rest } = await openFilled(t);
  assert.equal(await rest.text('readNotes', named(first)), '200 {"data":""}');
  assert.equal(
    await rest.text('writeNotes', { ...named(first), notes: 'before the upgrade\nmore' }),
    '200 {"data":null}',
  );
  assert.equal(await rest.text('readNotes', named(first)), '200 {"data":"before the upgrade\\nmore"}');
  assert.equal(await rest.text('writeGroupNotes', { ...group, notes: 'of the web' }), '200 {"data":null}');
  assert.equal(await rest.text('readGroupNotes', group), '200 {"data":"of the web"}');
  assert.equal(await rest.text('readProtected', named(first)), '200 {"data":false}');
  assert.equal(await rest.text('writeProtected', { ...named(first), protected: true }), '200 {"data":null}');
  assert.equal(await rest.text('readProtected', named(first)), '200 {"data":true}');
  const snapshots = (await rest.data('listSnapshots')) as readonly Record<string, unknown>[];
  assert.deepEqual(
    snapshots.map((one) => [one['backup-time'], one['protected'], one['comment']]),
    [
      [second.timeSeconds, false, undefined],
      [first.timeSeconds, true, 'before the upgrade'],
    ],
  );
  const groups = (await rest.data('listGroups')) as readonly Record<string, unknown>[];
  assert.equal(groups[0]?.['comment'], 'of the web');

  assert.equal(await rest.text('forgetSnapshot', named(first)), '400 cannot remove protected snapshot');
  const refused = '400 group only partially deleted due to protected snapshots';
  assert.equal(await rest.text('forgetGroup', group), refused);
  assert.equal(
    await rest.text('forgetGroup', { ...group, 'error-on-protected': false }),
    '200 {"data":{"protected-snapshots":1,"removed-groups":0,"removed-snapshots":0}}',
  );
  assert.equal(await rest.text('writeProtected', { ...named(first), protected: false }), '200 {"data":null}');
  assert.equal(await rest.text('forgetSnapshot', named(first)), '200 {"data":null}');
  assert.equal(await rest.text('listGroups'), '200 {"data":[]}');
  assert.equal(await rest.text('readNotes', named(first)), '404 snapshot not found');
});

test('prune answers what stays and what goes, and writes a task', async (t) => {
  const { rest } = await openFilled(t);
  const item = (snapshot: Snapshot, keep: boolean): string =>
    `{"backup-id":"web01","backup-time":${snapshot.timeSeconds},"backup-type":"host","keep":${keep},"protected":false}`;
  const expected = `200 {"data":[${item(first, false)},${item(second, true)}]}`;
  assert.equal(await rest.text('prune', { ...group, 'keep-last': 1, 'dry-run': true }), expected);
  assert.equal(((await rest.data('listSnapshots')) as unknown[]).length, 2);
  assert.equal(
    await rest.text('prune', { ...group, 'keep-last': 0 }),
    "400 parameter verification failed - 'keep-last': value must have a minimum value of 1 (got 0)",
  );
  assert.equal(await rest.text('prune', { ...group, 'keep-last': 1 }), expected);
  assert.equal(((await rest.data('listSnapshots')) as unknown[]).length, 1);
  const upid = (await rest.data('prune', { ...group, 'keep-daily': 3, 'use-task': true })) as string;
  assert.match(upid, /^UPID:.*:prune:store1\\x3a\\x3ahost-web01:/);
  assert.deepEqual(await taskLog(rest, upid), [
    'retention options: --keep-daily 3',
    'Starting prune on datastore \'store1\', root namespace group "host/web01"',
    'host/web01/2023-11-14T23:13:20Z keep',
    'TASK OK',
  ]);
});

test('verification fails loudly, is listed, and makes the next backup start anew', async (t) => {
  const { running, rest } = await openFilled(t);
  const ok = (await rest.data('verify', named(second))) as string;
  assert.match(ok, /^UPID:.*:verify_snapshot:store1\\x3a-host-web01-6553FF10:/);
  assert.equal((await taskLog(rest, ok)).at(-1), 'TASK OK');
  const digest = stream[0]?.digest ?? '';
  await writeFile(join(running.folder, '.chunks', digest.slice(0, 4), digest), 'damaged');
  const skipped = await taskLog(rest, (await rest.data('verify', named(second))) as string);
  assert.deepEqual(skipped, ['SKIPPED: verify store1:host/web01/2023-11-14T23:13:20Z (recently verified)', 'TASK OK']);

  const upid = (await rest.data('verify', { 'ignore-verified': false })) as string;
  const log = await taskLog(rest, upid);
  assert.equal(log.at(-1), 'TASK ERROR: verification failed - please check the log for details');
  assert.ok(log.includes('\thost/web01/2023-11-14T23:13:20Z'), log.join('\n'));
  const snapshots = (await rest.data('listSnapshots')) as readonly Record<string, unknown>[];
  assert.deepEqual(snapshots[0]?.['verification'], { upid, state: 'failed' });
  const third = { ...second, timeSeconds: second.timeSeconds + 60 };
  const client = await running.open('backup', third);
  const answer = await client.call('GET', '/previous?archive-name=index.json.blob');
  assert.equal(answer.body.toString(), 'no valid previous backup');
  await client.drop();
  assert.equal(
    await rest.text('verify', { 'backup-type': 'host' }),
    '400 parameters do not specify a backup group or snapshot',
  );
});

test('garbage collection is a task with statistics', async (t) => {
  const { running, rest } = await openFilled(t);
  assert.equal(await rest.text('readGarbageStatus'), '200 {"data":{"store":"store1"}}');
  await rest.data('forgetGroup', group);
  const old = new Date(Date.now() - 48 * 3_600_000);
  for (const { digest } of [...stream, ...image]) {
    await utimes(join(running.folder, '.chunks', digest.slice(0, 4), digest), old, old);
  }
  const upid = (await rest.data('collectGarbage')) as string;
  const log = await taskLog(rest, upid);
  assert.ok(log.includes('Removed chunks: 5'), log.join('\n'));
  assert.equal(log.at(-1), 'TASK OK');
  const status = (await rest.data('readGarbageStatus')) as Readonly<Record<string, unknown>>;
  assert.deepEqual(
    [status['upid'], status['removed-chunks'], status['disk-chunks'], status['last-run-state'], status['store']],
    [upid, 5, 0, 'OK', 'store1'],
  );
});

test('names and links that lead out of the datastore are refused, and nothing appears outside', async (t) => {
  const outside = await mkdtemp(join(tmpdir(), 'pbscope-outside-'));
  t.after(() => rm(outside, { recursive: true, force: true }));
  const running = await startTestServer(t);
  const rest = await openRest(t, running);
  await symlink(outside, join(running.folder, 'host'));
  await symlink(outside, join(running.folder, 'ns'));
  const refused = async (snapshot: Snapshot, extra = {}): Promise<string> => {
    const { response } = await running.upgrade('backup', snapshot, extra);
    return `${response.status} ${response.body}`;
  };
  const pattern = 'value does not match the regex pattern';
  assert.equal(await refused(first), '400 Too many levels of symbolic links (os error 40)');
  assert.equal(await refused({ ...first, type: 'vm' }, { ns: 'a' }), '404 namespace not found');
  assert.equal(await refused({ ...first, id: '..' }), `400 parameter verification failed - 'backup-id': ${pattern}`);
  assert.equal(await refused(first, { ns: '../a' }), `400 parameter verification failed - 'ns': ${pattern}`);
  assert.equal(
    await rest.text('createNamespace', { name: 'a' }),
    '400 Too many levels of symbolic links (os error 40)',
  );
  assert.equal(
    await rest.text('writeGroupNotes', { ...group, notes: 'x' }),
    '400 Too many levels of symbolic links (os error 40)',
  );
  assert.equal(await rest.text('forgetSnapshot', named(first)), '404 snapshot not found');
  assert.equal(await rest.text('listGroups'), '200 {"data":[]}');
  assert.deepEqual(await readdir(outside), []);
});
