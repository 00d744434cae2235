// Bytes and hang-ups that no client should send: the embedded server stays up, frees what was held, and serves the next one.
// In: garbage behind TLS, behind the 101 and inside chunks, and connections that go away at any moment.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatTarget } from '../../src/core/pbs/index.js';
import { isLongRun } from '../support/paths.js';
import { chunkQuery, makeContent } from '../support/pbs-content.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';
import { openTls, request } from '../support/session-client.js';
import { backup, first, image, stream } from '../support/small-backup.js';

const rounds = isLongRun ? 400 : 24;

function upgradeLines(running: RunningServer, id: string): readonly string[] {
  const values = { 'backup-id': id, 'backup-time': first.timeSeconds, 'backup-type': 'host', store: 'store1' };
  return running.head(formatTarget('openBackup', values), 'connection: upgrade', 'upgrade: proxmox-backup-protocol-v1');
}

async function servesStill(running: RunningServer, id: string): Promise<void> {
  const c = await running.open('backup', { ...first, id });
  await backup(c, { ...first, id }, [...stream, ...image]);
  await c.drop();
}

test('garbage behind TLS and behind the 101', async (t) => {
  const running = await startTestServer(t);
  for (let round = 0; round < rounds; round += 1) {
    const raw = await openTls(running.server.address);
    raw.resume();
    raw.end(makeContent(1 + round * 97, round));
    const socket = await openTls(running.server.address);
    assert.equal((await request(socket, upgradeLines(running, `g${round}`))).status, 101);
    socket.resume();
    socket.write(round % 2 === 0 ? makeContent(5000, round) : 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    if (round % 2 === 1) socket.write(makeContent(5000, round));
    await running.logged(`host/g${round}: TASK ERROR`);
    socket.destroy();
    raw.destroy();
  }
  await servesStill(running, 'after');
  const groups = await readdir(join(running.folder, 'host'));
  const left = await Promise.all(groups.map((group) => readdir(join(running.folder, 'host', group))));
  assert.equal(left.flat().filter((name) => name !== 'owner').length, 1);
});

test('connections that go away before, at and after the 101', async (t) => {
  const running = await startTestServer(t);
  for (let round = 0; round < rounds; round += 1) {
    const socket = await openTls(running.server.address);
    const head = `${upgradeLines(running, `c${round}`).join('\r\n')}\r\n\r\n`;
    if (round % 3 === 0) socket.write(head.slice(0, round * 3), () => socket.destroy());
    else if (round % 3 === 1) socket.write(head, () => socket.destroy());
    else socket.end(head);
    await new Promise((resolve) => {
      socket.resume();
      socket.once('close', resolve);
    });
  }
  await servesStill(running, 'after');
});

test('half a chunk and silence, then the end: the group is free, the store is sound', async (t) => {
  const running = await startTestServer(t);
  const c = await running.open('backup', first);
  await c.call('POST', '/dynamic_index?archive-name=a.didx');
  const [chunk] = stream;
  assert.ok(chunk !== undefined);
  const half = c.http2.request({ ':method': 'POST', ':path': `/dynamic_chunk?${chunkQuery(1, chunk)}` });
  half.on('error', () => undefined);
  await new Promise((resolve) => half.write(chunk.blob.subarray(0, 50_000), resolve));
  await c.call('GET', '/previous_backup_time');
  await c.drop();
  await running.logged('TASK ERROR');
  await servesStill(running, first.id);
});

test('a thousand calls whose replies are cancelled', async (t) => {
  const running = await startTestServer(t);
  const c = await running.open('backup', first);
  for (let i = 0; i < 1000; i += 1) {
    const call = c.http2.request({ ':path': '/previous_backup_time' });
    call.on('error', () => undefined);
    call.close(8);
  }
  await new Promise((resolve) => (c.http2.destroyed ? resolve(null) : c.http2.ping(resolve)));
  await c.drop();
  await running.logged('TASK ERROR');
  await servesStill(running, first.id);
});

test('names that lead out of the datastore are refused as PBS refuses them, wherever they stand', async (t) => {
  const running = await startTestServer(t);
  const names = [
    '..',
    '../pbscope-escaped',
    '..%2Fpbscope-escaped',
    '%2e%2e',
    '.',
    '/etc/passwd',
    'a/../../pbscope-escaped',
    'x%00',
    '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
    '.hidden',
  ];
  for (const name of names) {
    for (const field of ['backup-id', 'ns', 'store', 'backup-type']) {
      const target = `/api2/json/backup?backup-id=a&backup-time=1000&backup-type=host&store=store1&${field}=${name}`;
      const socket = await openTls(running.server.address);
      const { status } = await request(
        socket,
        running.head(
          target.replace(`${field}=${field === 'store' ? 'store1' : field === 'backup-type' ? 'host' : 'a'}&`, ''),
          'connection: upgrade',
          'upgrade: proxmox-backup-protocol-v1',
        ),
      );
      assert.ok(status === 400 || status === 403 || status === 404, `${field}=${name}: ${status}`);
      socket.destroy();
    }
  }
  const c = await running.open('backup', first);
  for (const name of names) {
    for (const suffix of ['', '.didx', '.blob']) {
      const calls = [
        c.call('POST', `/dynamic_index?archive-name=${name}${suffix}`),
        c.call('POST', `/fixed_index?archive-name=${name}${suffix}&size=1`),
        c.call('GET', `/previous?archive-name=${name}${suffix}`),
        c.call('POST', `/blob?encoded-size=12&file-name=${name}${suffix}`, { body: new Uint8Array(12) }),
      ];
      for (const { status, body } of await Promise.all(calls)) assert.equal(status, 400, `${name}${suffix}: ${body}`);
    }
    const { status } = await c.call('GET', `/../${name}`);
    assert.ok(status === 400 || status === 404, `${name}: ${status}`);
  }
  await c.drop();
  const beside = await readdir(join(running.folder, '..'));
  assert.deepEqual(
    beside.filter((name) => name.startsWith('pbscope-escaped')),
    [],
  );
  assert.deepEqual((await readdir(running.folder)).sort(), ['.chunks', '.pbscope.lock', 'host']);
  await servesStill(running, 'after');
});
