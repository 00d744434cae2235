// The embedded server outside its sessions: TLS, REST over HTTP/1.1 and HTTP/2, logins, refusals with PBS's heads, and the
// first frames behind a 101. In: raw sockets. Out: heads and bodies as text, compared with what genuine servers sent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect as connectHttp2 } from 'node:http2';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeBlob, formatTarget } from '../../src/core/pbs/index.js';
import { fixturesFolder } from '../support/paths.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';
import { openTls, type ResponseHead, request } from '../support/session-client.js';
import { backup, first, image, stream } from '../support/small-backup.js';

const recordedHeads = readFileSync(join(fixturesFolder, 'server-answers', 'http1-3.2.4.txt'), 'utf8').replaceAll(
  '\r',
  '',
);

/** Head and body that the genuine server gave under a `--- title:`, dates blanked. */
function recorded(title: string): string {
  const section = recordedHeads.split(/^--- /m).find((one) => one.startsWith(`${title}:`)) ?? '';
  const text = section.slice(section.indexOf('\n') + 1).replace(/time=.*\n/, '');
  return blank(text).trim();
}

const blank = (text: string): string => text.replace(/^date: .*$/m, 'date: <date>');
const shown = (response: ResponseHead): string => blank(`${response.lines.join('\n')}\n\n${response.body}`).trim();

async function ask(running: RunningServer, lines: readonly string[]): Promise<string> {
  const socket = await openTls(running.server.address);
  const response = await request(socket, lines);
  socket.destroy();
  return shown(response);
}

test('REST heads and refusals are those of 3.2.4, to the byte', async (t) => {
  const running = await startTestServer(t, { release: '3.2.4' });
  const target = formatTarget('openBackup', {
    'backup-id': 'x',
    'backup-time': 1,
    'backup-type': 'host',
    store: 'store1',
  });
  const get = (path: string, ...headers: string[]) => ask(running, running.head(path, ...headers));
  const wrongForm = ['GET /api2/json/version HTTP/1.1', 'authorization: PBSAPIToken:x@pbs!y:z'];
  const answers: Record<string, string> = {
    ping: await ask(running, ['GET /api2/json/ping HTTP/1.1']),
    'upgrade path without Upgrade': await get(target),
    'wrong protocol': await get(target, 'connection: upgrade', 'upgrade: websocket'),
    'PBSAPIToken: form': await ask(running, wrongForm),
    'no creds': await ask(running, ['GET /api2/json/version HTTP/1.1']),
    '414': await get(`/api2/json/version?${'x'.repeat(3072)}`),
    'unknown path': await get('/api2/json/nope'),
    'dot component': await get('/api2/json/../version'),
    'bad param': await get('/api2/json/version?foo=1'),
    'missing param': await get(`${formatTarget('openBackup')}?store=store1`),
    'no-cache param': await get(`${target}&no-cache=true`),
  };
  for (const [title, answer] of Object.entries(answers)) assert.equal(answer, recorded(title), title);
});

test('no ALPN, late heads in pieces, several requests and a refused upgrade on one connection', async (t) => {
  const running = await startTestServer(t);
  const socket = await openTls(running.server.address);
  assert.equal(socket.alpnProtocol, false);
  for (const line of running.head('/api2/json/version').slice(0, -1)) socket.write(`${line}\r\n`);
  assert.equal((await request(socket, running.head('/api2/json/version').slice(-1))).status, 200);
  const target = formatTarget('openBackup', {
    'backup-id': 'x',
    'backup-time': 1,
    'backup-type': 'host',
    store: 'store1',
  });
  const refused = await request(socket, running.head(target, 'connection: upgrade', 'upgrade: nonsense'));
  assert.equal(refused.body, 'invalid protocol name');
  assert.equal((await request(socket, running.head('/api2/json/version'))).status, 200);
  const upgraded = await request(
    socket,
    running.head(target, 'connection: upgrade', 'upgrade: proxmox-backup-protocol-v1'),
  );
  assert.equal(upgraded.status, 101);
  socket.destroy();
});

test('a user logs in, is held to the CSRF token, and lists what is there', async (t) => {
  const running = await startTestServer(t, { credentials: { users: [{ userId: 'root@pam', password: 'p w' }] } });
  const c = await running.open('backup', first);
  await backup(c, first, [...stream, ...image]);
  await c.drop();
  const socket = await openTls(running.server.address);
  const login = (password: string) => {
    const body = JSON.stringify({ password, username: 'root@pam' });
    const head = ['POST //api2/json/access/ticket HTTP/1.1', 'content-type: application/json'];
    return request(socket, [...head, `content-length: ${body.length}`], body);
  };
  assert.deepEqual((await login('wrong')).body, 'permission check failed.');
  const answer = JSON.parse((await login('p w')).body) as {
    readonly success: boolean;
    readonly data: { readonly ticket: string; readonly CSRFPreventionToken: string; readonly username: string };
  };
  assert.deepEqual([answer.success, answer.data.username, answer.data.ticket.slice(0, 4)], [true, 'root@pam', 'PBS:']);
  const cookie = `cookie: PBSAuthCookie=${answer.data.ticket}`;
  const path = formatTarget('listSnapshots', { store: 'store1' });
  const listed = await request(socket, [`GET ${path} HTTP/1.1`, cookie]);
  const [item] = (JSON.parse(listed.body) as { data: Record<string, unknown>[] }).data;
  assert.deepEqual(
    [
      item?.['backup-id'],
      item?.['backup-time'],
      item?.['owner'],
      (item?.['files'] as { filename: string }[] | undefined)?.map((file) => file.filename),
    ],
    ['web01', first.timeSeconds, running.server.tokenId, ['root.pxar.didx', 'disk.img.fidx', 'index.json.blob']],
  );
  const forget = formatTarget('forgetSnapshot', {
    'backup-id': 'web01',
    'backup-time': first.timeSeconds,
    'backup-type': 'host',
    store: 'store1',
  });
  const bare = await request(socket, [`DELETE ${forget} HTTP/1.1`, cookie]);
  assert.equal(bare.body, 'authentication failed - missing CSRF prevention token');
  const csrf = `CSRFPreventionToken: ${answer.data.CSRFPreventionToken}`;
  assert.equal((await request(socket, [`DELETE ${forget} HTTP/1.1`, cookie, csrf])).body, '{"data":null}');
  assert.equal((await request(socket, [`GET ${path} HTTP/1.1`, cookie])).body, '{"data":[]}');
  assert.equal((await login(answer.data.ticket)).status, 200); // renewal
  const forged = cookie.replace(/::.*/, '::AAAA');
  assert.equal(
    (await request(socket, [`GET ${path} HTTP/1.1`, forged])).body,
    'authentication failed - ticket with invalid signature',
  );
  socket.destroy();
});

test('REST over prior-knowledge HTTP/2; an upgrade over it is refused', async (t) => {
  const running = await startTestServer(t);
  const socket = await openTls(running.server.address);
  const http2 = connectHttp2('https://localhost', { createConnection: () => socket });
  const authorization = `PBSAPIToken=${running.server.tokenId}:${running.server.tokenSecret}`;
  const get = (path: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const call = http2.request({ ':path': path, authorization });
      let text = '';
      call.on('response', (headers) => (text = `${headers[':status']} `));
      call.on('data', (part: Buffer) => (text += part));
      call.on('end', () => resolve(text)).on('error', reject);
    });
  assert.match(await get('/api2/json/version'), /^200 \{"data":\{"release"/);
  const target = formatTarget('openBackup', {
    'backup-id': 'x',
    'backup-time': 1,
    'backup-type': 'host',
    store: 'store1',
  });
  assert.equal(await get(target), '400 missing Upgrade header');
  http2.destroy();
});

test('behind the 101 come SETTINGS and the window of 32 MiB, before the client has said a word', async (t) => {
  const running = await startTestServer(t);
  const socket = await openTls(running.server.address);
  const target = formatTarget('openBackup', {
    'backup-id': 'x',
    'backup-time': 1,
    'backup-type': 'host',
    store: 'store1',
  });
  // No `connection: upgrade` here: PBS does not ask for it.
  const response = await request(socket, running.head(target, 'upgrade: proxmox-backup-protocol-v1'));
  assert.deepEqual(response.lines.slice(0, 3), [
    'HTTP/1.1 101 Switching Protocols',
    'connection: upgrade',
    'upgrade: proxmox-backup-protocol-v1',
  ]);
  const settings = '000018' + '0400' + '00000000' + '0003000000c8' + '000402000000' + '000500400000' + '000600004000';
  const windowUpdate = '000004' + '0800' + '00000000' + '01ff0001';
  const expected = settings + windowUpdate;
  let bytes = Buffer.alloc(0);
  while (bytes.length < expected.length / 2) {
    const part = socket.read() as Buffer | null;
    if (part === null) await new Promise((resolve) => socket.once('readable', resolve));
    else bytes = Buffer.concat([bytes, part]);
  }
  assert.equal(bytes.toString('hex'), expected);
  socket.destroy();
});

test('namespaces, groups, status and the log that a client adds', async (t) => {
  const running = await startTestServer(t);
  const socket = await openTls(running.server.address);
  const call = async (method: string, target: string, body?: string | Uint8Array, type = 'application/json') => {
    const content = body === undefined ? '' : Buffer.from(body).toString('latin1');
    const lines = running.head(target).map((line) => line.replace(/^GET/, method));
    const extra = body === undefined ? [] : [`content-type: ${type}`, `content-length: ${content.length}`];
    return (await request(socket, [...lines, ...extra], content)).body;
  };
  const store = { store: 'store1' };
  const namespaces = formatTarget('createNamespace', store);
  assert.equal(await call('POST', namespaces, '{"name":"a"}'), '{"data":"a"}');
  assert.equal(await call('POST', namespaces, '{"name":"b","parent":"a"}'), '{"data":"a/b"}');
  assert.equal(await call('POST', namespaces, '{"name":"b","parent":"a"}'), "namespace 'a/b' already exists");
  assert.equal(
    await call('POST', namespaces, '{"name":"../x"}'),
    "parameter verification failed - 'name': value does not match the regex pattern",
  );
  assert.equal(await call('GET', namespaces), '{"data":[{"ns":""},{"ns":"a"},{"ns":"a/b"}]}');

  const { client } = await running.upgrade('backup', first, { ns: 'a/b' });
  assert.ok(client !== null);
  await backup(client, first, [...stream, ...image]);
  await client.drop();
  await running.logged('TASK OK');
  const snapshot = {
    ...store,
    ns: 'a/b',
    'backup-id': 'web01',
    'backup-time': first.timeSeconds,
    'backup-type': 'host',
  };
  const group = JSON.parse(await call('GET', formatTarget('listGroups', { ...store, ns: 'a/b' }))) as {
    readonly data: readonly Record<string, unknown>[];
  };
  assert.deepEqual([group.data[0]?.['backup-count'], group.data[0]?.['last-backup']], [1, first.timeSeconds]);
  assert.equal(await call('GET', formatTarget('listGroups', store)), '{"data":[]}');
  assert.match(
    await call('GET', formatTarget('datastoreStatus', store)),
    /^\{"data":\{"avail":\d+,"total":\d+,"used":\d+\}\}$/,
  );

  const log = encodeBlob('uncompressed', Buffer.from('all went well'));
  const upload = () => call('POST', formatTarget('uploadBackupLog', snapshot), log, 'application/octet-stream');
  assert.equal(await upload(), '{"data":null}');
  assert.equal(await upload(), 'backup already contains a log.');
  assert.match(await call('GET', formatTarget('listFiles', snapshot)), /"client\.log\.blob"/);
  socket.destroy();
});

test('the login of each release: siblings, the cookie for browsers, and what 3.x does not know', async (t) => {
  const seen: string[] = [];
  for (const release of ['4.1', '3.2.4'] as const) {
    const credentials = { users: [{ userId: 'eve@pbs', password: 'p w' }] };
    const running = await startTestServer(t, { release, credentials });
    const socket = await openTls(running.server.address);
    const call = async (method: string, values?: Readonly<Record<string, unknown>>): Promise<void> => {
      const body = values === undefined ? '' : JSON.stringify({ username: 'eve@pbs', password: 'p w', ...values });
      const label = values === undefined ? [] : ['content-type: application/json'];
      const head = [`${method} ${formatTarget('login')} HTTP/1.1`, ...label, `content-length: ${body.length}`];
      const { lines, body: text, status } = await request(socket, head, body);
      const kept = lines.filter((line) => /^(set-cookie|content-type)/.test(line));
      const secretless = [...kept, text].join(' | ').replace(/(::|"[0-9A-F]{8}:)[A-Za-z0-9+/]{43,}/g, '$1<s>');
      seen.push(`${release} ${method}: ${status} ${secretless.replace(/:[0-9A-F]{8}:/g, ':<t>:')}`);
    };
    await call('POST', {});
    await call('POST', { 'http-only': true });
    await call('POST', { 'tfa-challenge': 'x' });
    await call('DELETE');
    socket.destroy();
  }
  const json = 'content-type: application/json';
  const cleared =
    '__Host-PBSAuthCookie=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure; SameSite=Lax; HttpOnly; Path=/;';
  const ticket = '"ticket":"PBS:eve@pbs:<t>::<s>","username":"eve@pbs"';
  const csrf = seen[0]?.match(/"CSRFPreventionToken":"[^"]+"/)?.[0];
  assert.match(csrf ?? '', /^"CSRFPreventionToken":"[0-9A-F]{8}:<s>"$/);
  assert.deepEqual(
    seen.map((line) => line.replace(/"CSRFPreventionToken":"[^"]+"/, '<csrf>')),
    [
      `4.1 POST: 200 ${json} | {"data":{<csrf>,${ticket}},"status":200,"success":true}`,
      `4.1 POST: 200 set-cookie: __Host-PBSAuthCookie=PBS:eve@pbs:<t>::<s>; Secure; SameSite=Lax; HttpOnly; Path=/; | ${json}` +
        ' | {"data":{<csrf>,"ticket-info":"PBS:eve@pbs:<t>::ticketinfo","username":"eve@pbs"},"status":200,"success":true}',
      `4.1 POST: 401 set-cookie: ${cleared} | ${json};charset=UTF-8 | permission check failed.`,
      `4.1 DELETE: 200 set-cookie: ${cleared} | ${json} | {"data":null,"status":200,"success":true}`,
      `3.2.4 POST: 200 ${json};charset=UTF-8 | {"data":{<csrf>,${ticket}}}`,
      `3.2.4 POST: 400 ${json};charset=UTF-8 | parameter verification failed - 'http-only': schema does not allow additional properties.`,
      `3.2.4 POST: 401 ${json};charset=UTF-8 | permission check failed.`,
      '3.2.4 DELETE: 401 authentication failed - no authentication credentials provided.',
    ],
  );
});
