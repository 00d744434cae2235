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
