// How sessions of the embedded server begin and end: refused upgrades, lost connections, locks, what a crash leaves
// (protocol.md 5.1, 5.9, 5.10). In: real sockets and folders. Out: what is in the store and in the log afterwards.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { startPbsServer } from '../../src/pbs-server/index.js';
import { chunkQuery, makeContent, type TestChunk } from '../support/pbs-content.js';
import { type Snapshot, startTestServer } from '../support/running-server.js';
import type { SessionClient } from '../support/session-client.js';
import { backup, first, image, ok, post, second, stream } from '../support/small-backup.js';

test('a session that ends without finish leaves its chunks and nothing else', async (t) => {
  const running = await startTestServer(t);
  for (const [end, line] of [
    ['drop', 'backup failed: connection error'],
    ['close', 'backup ended and finish failed: backup ended but finished state is not set.'],
  ] as const) {
    const c = await running.open('backup', { ...first, id: end });
    await post(c, '/dynamic_index?archive-name=root.pxar.didx');
    await post(c, `/dynamic_chunk?${chunkQuery(1, stream[0] as TestChunk)}`, stream[0]?.blob);
    assert.ok(existsSync(join(running.folder, 'host', end, '2023-11-14T22:13:20Z', 'root.pxar.tmp_didx')));
    await c[end]();
    await running.logged(`backup store1:host/${end}: TASK ERROR`);
    assert.ok(running.lines.includes(`backup store1:host/${end}: ${line}`));
    const next = await running.open('backup', { ...first, id: end, timeSeconds: first.timeSeconds + 1 });
    assert.equal(existsSync(join(running.folder, 'host', end, '2023-11-14T22:13:20Z')), false);
    await next.drop();
  }
  assert.ok(existsSync(join(running.folder, '.chunks', stream[0]?.digest.slice(0, 4) ?? '', stream[0]?.digest ?? '')));
});

test('a half-close without finish ends the session as PBS logs it, and frees the group', async (t) => {
  const running = await startTestServer(t);
  const c = await running.open('backup', first);
  await ok(c.call('GET', '/previous_backup_time'));
  const refused = await running.upgrade('backup', second);
  assert.match(
    refused.response.body,
    /^while creating locked backup group 'BackupGroup \{ store: "store1", .*ty: Host, id: "web01"/,
  );
  c.socket.end();
  await running.logged('TASK ERROR: connection error: not connected');
  const next = await running.upgrade('backup', second);
  assert.equal(next.response.status, 101);
});

test('finish frees the group at once in 4.1, the end of the connection does in 3.2.4', async (t) => {
  for (const [release, status] of [
    ['4.1', 101],
    ['3.2.4', 400],
  ] as const) {
    const running = await startTestServer(t, { release });
    const c = await running.open('backup', first);
    await backup(c, first, [...stream, ...image]);
    const { response } = await running.upgrade('backup', second);
    assert.equal(response.status, status, response.body);
    await c.drop();
  }
});

test('old times, foreign owners, unknown namespaces and benchmarks are refused in words', async (t) => {
  const other = { tokenId: 'eve@pbs!x', secret: 's%20x' };
  const running = await startTestServer(t, {
    credentials: { tokens: [{ tokenId: 'root@pam!t', secret: 'a b' }, other] },
  });
  const c = await running.upgrade('backup', first);
  assert.equal(c.response.status, 101);
  await backup(c.client as SessionClient, first, [...stream, ...image]);
  await c.client?.drop();
  await running.logged('TASK OK');
  const refusal = async (snapshot: Snapshot, extra: Record<string, string | boolean> = {}) => {
    const { response } = await running.upgrade('backup', snapshot, extra);
    return `${response.status} ${response.body}`;
  };
  assert.deepEqual(
    [
      await refusal(first),
      await refusal(second, { ns: 'nowhere' }),
      await refusal({ ...first, id: 'benchmark' }),
      await refusal(second, { benchmark: true }),
      await refusal(second, { store: 'nostore' }),
    ],
    [
      '400 backup timestamp is older than last backup.',
      '404 namespace not found',
      '400 unable to run benchmark without --benchmark flags',
      "400 benchmark flags is only allowed on 'host/benchmark'",
      "403 missing permissions 'Datastore.Backup' on '/datastore/nostore'",
    ],
  );
  await writeFile(join(running.folder, 'host', 'web01', 'owner'), 'someone@pbs\n');
  assert.equal(await refusal(second), '400 backup owner check failed (root@pam!t != someone@pbs)');
});

test('a benchmark sends what it likes and leaves nothing', async (t) => {
  const running = await startTestServer(t);
  const { client } = await running.upgrade('backup', { ...first, id: 'benchmark' }, { benchmark: true });
  await post(client as SessionClient, '/speedtest', makeContent(1_000_000, 1));
  await client?.drop();
  await running.logged('TASK OK');
  assert.ok(running.lines.includes('backup store1:host/benchmark: benchmark finished successfully'));
  await running.server.stop();
  assert.deepEqual(await readdir(join(running.folder, 'host', 'benchmark')), ['owner']);
});

test('a start removes what a crash left, and two servers do not share a folder', async (t) => {
  const running = await startTestServer(t);
  const options = { listen: { host: '127.0.0.1', port: 0 }, datastores: [{ name: 'store1', folder: running.folder }] };
  await assert.rejects(startPbsServer({ ...options, log: () => undefined }), /is in use by another pbscope server/);

  const c = await running.open('backup', first);
  await backup(c, first, [...stream, ...image]);
  await running.server.stop();
  // As a crash in the next session would leave it: the manifest not there yet.
  const manifest = join(running.folder, 'host', 'web01', '2023-11-14T22:13:20Z', 'index.json.blob');
  await unlink(manifest);
  const lines: string[] = [];
  const next = await startPbsServer({ ...options, log: (line) => lines.push(line) });
  await next.stop();
  assert.deepEqual(lines, ["removed unfinished snapshot host/web01/2023-11-14T22:13:20Z of datastore 'store1'"]);
  assert.deepEqual(await readdir(join(running.folder, 'host', 'web01')), ['owner']);
});

test('a disk that refuses costs one try, not the group and not the server', async (t) => {
  const running = await startTestServer(t);
  await writeFile(join(running.folder, 'host'), 'a file where a folder should be');
  const refused = async (): Promise<string> => (await running.upgrade('backup', first)).response.body;
  const text = await refused();
  assert.match(text, /\(os error \d+\)$/);
  assert.equal(await refused(), text); // and not: group in use
  await unlink(join(running.folder, 'host'));
  const c = await running.open('backup', first);
  await rm(join(running.folder, 'host'), { recursive: true });
  const index = await c.call('POST', '/dynamic_index?archive-name=a.didx');
  assert.equal(`${index.status} ${index.body}`, '400 No such file or directory (os error 2)');
  await c.drop();
  await running.logged('TASK ERROR');
});
