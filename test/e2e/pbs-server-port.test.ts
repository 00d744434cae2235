// The embedded server's port as clients meet it before any session: plain HTTP, HTTP/2 from the first byte, heads that are too
// long or none, the 101 of each release. In: raw sockets. Out: bytes, compared with what genuine servers sent (fixtures).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect as connectTcp, type Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatTarget } from '../../src/core/pbs/index.js';
import { fixturesFolder } from '../support/paths.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';
import { openTls, request } from '../support/session-client.js';
import { first } from '../support/small-backup.js';

const recorded = readFileSync(join(fixturesFolder, 'server-answers', 'tls-4.1.1.txt'), 'utf8');

/** The bytes that a probe of the recording got, dates blanked. */
function answerTo(probe: string): string {
  const line = recorded.split('\n').find((one) => one.startsWith(`${probe}: `)) ?? '';
  return blank(
    line
      .slice(probe.length + 2)
      .replace(/^b'(.*)'$/, '$1')
      .replaceAll('\\r\\n', '\n'),
  );
}

const blank = (text: string): string => text.replace(/^date: .*$/m, 'date: <date>');

async function readUntil(socket: Socket, isEnough: (bytes: Buffer) => boolean): Promise<Buffer> {
  let bytes = Buffer.alloc(0);
  for await (const part of socket) {
    bytes = Buffer.concat([bytes, part as Buffer]);
    if (isEnough(bytes)) break;
  }
  return bytes;
}

async function askPlain(running: RunningServer, head: string): Promise<string> {
  const { host, port } = running.server.address;
  const socket = connectTcp(port, host);
  socket.write(head);
  const bytes = await readUntil(socket, (so) => so.includes('\r\n\r\n'));
  return blank(bytes.toString().replaceAll('\r\n', '\n'));
}

test('plain HTTP is sent to https, without its path', async (t) => {
  const running = await startTestServer(t, { release: '4.1' });
  const host = 'Host: a.example:8007';
  assert.equal(await askPlain(running, `GET /x?y HTTP/1.1\r\n${host}\r\n\r\n`), answerTo('plain GET'));
  assert.equal(
    await askPlain(running, `POST /x HTTP/1.1\r\n${host}\r\nContent-Length: 0\r\n\r\n`),
    answerTo('plain POST'),
  );
  assert.equal(await askPlain(running, 'GET / HTTP/1.1\r\n\r\n'), answerTo('plain no host'));
  assert.match(await askPlain(running, 'what is this?\r\n\r\n'), /^HTTP\/1\.1 400 Bad Request\n/);
});

test('HTTP/2 from the first byte: the SETTINGS of 4.1.1', async (t) => {
  const running = await startTestServer(t, { release: '4.1' });
  const socket = await openTls(running.server.address);
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0', 'latin1');
  const expected = answerTo('h2 prior knowledge on TLS');
  const bytes = await readUntil(socket, (so) => so.length >= expected.length / 2);
  assert.equal(bytes.toString('hex').slice(0, expected.length), expected);
});

test('a 401 of 4.1.1, to the byte', async (t) => {
  const running = await startTestServer(t, { release: '4.1' });
  const socket = await openTls(running.server.address);
  const { lines, body } = await request(socket, ['GET /api2/json/version HTTP/1.1']);
  assert.equal(blank(`${lines.join('\n')}\n\n${body}`), answerTo('no auth no host'));
  socket.destroy();
});

test('a head that is too long, and one that is none', async (t) => {
  const running = await startTestServer(t, { release: '4.1' });
  const ask = async (...lines: string[]): Promise<string> => {
    const socket = await openTls(running.server.address);
    const { lines: head } = await request(socket, lines);
    socket.destroy();
    return blank(head.join('\n'));
  };
  // A target beyond PBS's limit is answered as such, however long it is.
  assert.match(
    await ask(...running.head(`/api2/json/version?${'x'.repeat(60_000)}`)),
    /^HTTP\/1\.1 414 URI Too Long\n/,
  );
  assert.equal(
    await ask('GET /api2/json/version HTTP/1.1', `x: ${'y'.repeat(450_000)}`),
    'HTTP/1.1 431 Request Header Fields Too Large\nconnection: close\ncontent-length: 0\ndate: <date>',
  );
  assert.match(await ask('hello'), /^HTTP\/1\.1 400 Bad Request\n/);
});

for (const release of ['3.1.4', '3.2.4', '4.1'] as const) {
  test(`the 101 and the version of ${release}`, async (t) => {
    const running = await startTestServer(t, { release });
    const { response } = await running.upgrade('backup', first);
    const connection = release === '3.1.4' ? [] : ['connection: upgrade'];
    assert.deepEqual(response.lines.map(blank), [
      'HTTP/1.1 101 Switching Protocols',
      ...connection,
      'upgrade: proxmox-backup-protocol-v1',
      'date: <date>',
    ]);
    const socket = await openTls(running.server.address);
    const version = await request(socket, running.head(formatTarget('version')));
    assert.match(version.body, new RegExp(`"version":"${release.slice(0, 3)}"`));
    socket.destroy();
  });
}

test('a stop does not wait for the pause before a 401', async (t) => {
  const aWeekMs = 7 * 24 * 3600 * 1000;
  const running = await startTestServer(t, { authDelayMs: aWeekMs });
  const waiting = await openTls(running.server.address);
  const refused = assert.rejects(request(waiting, ['GET /api2/json/version HTTP/1.1']));
  const other = await openTls(running.server.address);
  await request(other, ['GET /api2/json/ping HTTP/1.1']); // by now the first one is in its pause
  await running.server.stop();
  await refused;
});
