// Users with passwords: the ticket is asked for on the connection that is then upgraded, goes along as the official client sends
// it, and is renewed beside a long session on a second connection that ends with it (protocol.md 2).
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, connect as dial, type Socket } from 'node:net';
import { test } from 'node:test';
import { backup, type ClientOptions, listSnapshots, restore, withConnection } from '../../src/pbs-client/index.js';
import { decodeEvents } from '../support/decode-lines.js';
import { startTestServer } from '../support/running-server.js';
import { startTappedServer } from '../support/tapped-server.js';

const snapshot = { type: 'host', id: 'pw', timeSeconds: 1000, namespace: '' } as const;
const credentials = { users: [{ userId: 'anna@pbs', password: 'correct & horse' }] };
const anna = (options: ClientOptions): ClientOptions => ({
  ...options,
  repository: { ...options.repository, authId: 'anna@pbs' },
  secret: 'correct & horse',
});

test('login and upgrade share a connection; the ticket goes raw into the cookie', async (context) => {
  const tapped = await startTappedServer(context, undefined, { credentials });
  await backup(anna(tapped.options), snapshot, []);
  assert.equal(tapped.connections.length, 1);
  const bytes = Buffer.concat(
    (tapped.connections[0] ?? []).filter((one) => one.direction === 'toServer').map((one) => one.bytes),
  );
  const [login = '', rest = ''] = bytes.toString('latin1').split(/(?=GET )/);
  const { port } = tapped.options.repository;
  const body = '{"password":"correct & horse","username":"anna@pbs"}';
  assert.deepEqual(login.split('\r\n'), [
    'POST //api2/json/access/ticket HTTP/1.1',
    'user-agent: proxmox-backup-client/1.0',
    'content-type: application/json',
    `host: 127.0.0.1:${port}`,
    `content-length: ${body.length}`,
    '',
    body,
  ]);
  const names = rest.split('\r\n').map((line) => line.split(':')[0]);
  assert.deepEqual(names.slice(1, 8), [
    'user-agent',
    'content-type',
    'cookie',
    'csrfpreventiontoken',
    'connection',
    'upgrade',
    'host',
  ]);
  assert.match(rest, /\r\ncookie: (?:__Host-)?PBSAuthCookie=PBS:anna@pbs:[0-9A-F]{8}::[^%\r]+\r\n/);
  // A secret never becomes an Event.
  const seen = JSON.stringify(decodeEvents(tapped.connections[0] ?? []));
  assert.ok(!seen.includes('horse') && !seen.includes('PBS:anna@pbs:'));
});

test('a listing, then a restore of the newest snapshot, with a ticket each; a wrong password is 401', async (context) => {
  const tapped = await startTappedServer(context, undefined, { credentials });
  const options = anna(tapped.options);
  const conf = { kind: 'blob', name: 'x.conf', bytes: Buffer.from('hello') } as const;
  await backup(options, snapshot, [conf]);
  await backup(options, { ...snapshot, timeSeconds: 2000 }, [conf]);
  const listed = await withConnection(options, (one) => listSnapshots(one, 'store1', { namespace: '' }));
  assert.deepEqual(
    listed.map((one) => [one.snapshot.timeSeconds, one.files]),
    [1000, 2000].map((timeSeconds) => [timeSeconds, ['x.conf.blob', 'index.json.blob']]),
  );
  const { timeSeconds: _time, ...group } = snapshot;
  const restored: Uint8Array[] = [];
  const summary = await restore(options, group, () => (bytes) => void restored.push(bytes));
  assert.equal(summary.snapshot.timeSeconds, 2000);
  assert.equal(Buffer.concat(restored).toString(), 'hello');
  await assert.rejects(backup({ ...options, secret: 'x' }, snapshot, []), { kind: 'authentication', status: 401 });
  await assert.rejects(
    restore(options, { ...group, id: 'none' }, () => null),
    {
      kind: 'not-found',
      message: 'backup group host/none does not contain any snapshots.',
    },
  );
});

test('the ticket of a long session is renewed on a connection that ends with the session', async (context) => {
  const { server } = await startTestServer(context, { credentials });
  const sockets: Socket[] = [];
  let announce = (): void => undefined;
  const secondCame = new Promise<void>((resolve) => {
    announce = resolve;
  });
  const proxy = createServer((client) => {
    sockets.push(client.on('error', () => undefined));
    client.once('data', () => {
      const upstream = dial(server.address.port, '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        client.pipe(upstream).pipe(client);
        if (sockets.length === 2) announce();
      });
      upstream.on('error', () => client.destroy());
    });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  context.after(() => void proxy.close());
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('before the renewal');
    await secondCame;
    yield Buffer.from('after it');
  }
  const options: ClientOptions = anna({
    repository: { authId: '', host: '127.0.0.1', port: server.address.port, store: 'store1' },
    secret: '',
    fingerprint: server.fingerprint,
    proxy: { host: '127.0.0.1', port: (proxy.address() as AddressInfo).port, credentials: null },
    limits: { renewAfterMs: 20 },
  });
  await backup(options, snapshot, [{ kind: 'stream', name: 'root.pxar', read: slow }]);
  const [, renewing] = sockets;
  assert.ok(renewing !== undefined);
  if (!renewing.destroyed) await new Promise((resolve) => renewing.once('close', resolve));
});
