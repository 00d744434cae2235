// Each action of a fault file, and what reaches the wire of it: frames as our own decoder reads them, ends as TCP shows them.
// In: a fault and a few calls. Out: the server's frames as text, and that what no fault touches goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectWatched, type FaultyServer, startFaultyServer, upgradeHead } from '../support/faulty-server.js';
import { chunkQuery } from '../support/pbs-content.js';
import { request, SessionClient } from '../support/session-client.js';
import { backup, first, image, ok, post, restore, stream, streamBytes } from '../support/small-backup.js';

const starting = (lines: readonly string[], ...types: readonly string[]): readonly string[] =>
  lines.filter((line) => types.some((type) => line.startsWith(type)));
/** What the server said on one stream; the length of a header block depends on the HPACK table. */
const framesOf = (server: FaultyServer, id: number): readonly string[] =>
  server
    .frames(0)
    .filter((line) => line.split(' ')[1] === String(id))
    .map((line) => line.replace(/^(HEADERS \d+) len=\d+/, '$1'));
const chunk = stream[0] as (typeof stream)[number];

test('delay: the reply waits, the calls beside it do not', async (t) => {
  const operation = 'createDynamicIndex';
  const server = await startFaultyServer(t, [
    { name: 'slow', match: { operation, nth: 1 }, do: [{ kind: 'delay', durationMs: 600_000 }] },
    { match: { operation, nth: 2 }, do: [{ kind: 'delay', durationMs: 5, jitterMs: 5, at: 'request' }] },
  ]);
  const { client } = await server.open(first);
  let isAnswered = false;
  const create = (): Promise<unknown> => post(client, '/dynamic_index?archive-name=a.didx');
  const slow = create().then(() => {
    isAnswered = true;
  });
  slow.catch(() => undefined); // it ends with the connection
  await server.running.logged('fault 1 (slow)');
  await ok(client.call('GET', '/previous_backup_time'));
  assert.equal(await create(), 2); // the first was carried out; its reply waits
  assert.equal(isAnswered, false);
  assert.deepEqual(server.applied(), [
    'backup store1:host/web01: fault 1 (slow) on createDynamicIndex 1: waits 600000 ms',
    'backup store1:host/web01: fault 2 on createDynamicIndex 2: waits 5 ms and up to 5 ms more',
  ]);
});

test('reply: instead of the work, after it, and before the end of the request', async (t) => {
  const server = await startFaultyServer(t, [
    { match: { operation: 'createDynamicIndex', nth: 1 }, do: [{ kind: 'reply', status: 503, text: 'not now' }] },
    {
      match: { operation: 'createDynamicIndex', nth: 2 },
      do: [{ kind: 'reply', status: 500, text: 'lost', instead: 'result' }],
    },
    {
      match: { operation: 'uploadDynamicChunk' },
      do: [{ kind: 'reply', status: 400, text: 'no', instead: 'early', afterBytes: 10, code: 'CANCEL' }],
    },
  ]);
  const { client } = await server.open(first);
  const create = (): Promise<string> =>
    client.call('POST', '/dynamic_index?archive-name=a.didx').then(({ status, body }) => `${status} ${body}`);
  assert.deepEqual([await create(), await create(), await create()], ['503 not now', '500 lost', '200 {"data":2}']);
  const early = await client.call('POST', `/dynamic_chunk?${chunkQuery(1, chunk)}`, {
    body: chunk.blob.subarray(0, 50),
    keepOpen: true,
  });
  assert.deepEqual([early.status, early.body.toString(), early.resetCode], [400, 'no', 8]);
  assert.deepEqual(framesOf(server, 7), [
    'HEADERS 7 flags=0x4 :status=400 content-type=application/json;charset=UTF-8 content-length=2',
    'DATA 7 len=2 flags=0x1',
    'RST_STREAM 7 len=4 flags=0x0 CANCEL',
  ]);
});

test('headers: the 101 without Connection, a reply with another type', async (t) => {
  const server = await startFaultyServer(t, [
    {
      match: { operation: 'openBackup' },
      do: [{ kind: 'headers', drop: ['connection'], set: { upgrade: 'websocket' } }],
    },
    {
      match: { operation: 'previousBackupTime' },
      do: [{ kind: 'headers', drop: ['content-length'], set: { 'content-type': 'text/html' } }],
    },
  ]);
  const { head, client } = await server.open(first);
  assert.deepEqual(
    head.lines.map((line) => line.replace(/^date: .*/, 'date')),
    ['HTTP/1.1 101 Switching Protocols', 'date', 'upgrade: websocket'],
  );
  assert.equal((await client.call('GET', '/previous_backup_time')).contentType, 'text/html');
  assert.match(starting(server.frames(0), 'HEADERS')[0] ?? '', /:status=200 content-type=text\/html$/);
});

test('trickle: one small frame after another', async (t) => {
  const server = await startFaultyServer(t, [
    { match: { operation: 'previousBackupTime' }, do: [{ kind: 'trickle', bytes: 5, everyMs: 5 }] },
  ]);
  const { client } = await server.open(first);
  assert.equal(await ok(client.call('GET', '/previous_backup_time')), null);
  assert.deepEqual(
    starting(server.frames(0), 'DATA').map((line) => line.split(' ')[2]),
    ['len=5', 'len=5', 'len=3', 'len=0'],
  );
});

test('truncate: less than content-length promised, ended or reset', async (t) => {
  const server = await startFaultyServer(t, [
    { match: { operation: 'previousBackupTime', nth: 1 }, do: [{ kind: 'truncate', atByte: 6 }] },
    {
      match: { operation: 'previousBackupTime', nth: 2 },
      do: [{ kind: 'truncate', atByte: 6, end: 'reset', code: 'REFUSED_STREAM' }],
    },
  ]);
  const { client } = await server.open(first);
  for (let i = 0; i < 2; i += 1) await client.call('GET', '/previous_backup_time').catch(() => null);
  await client.call('POST', '/dynamic_index?archive-name=a.didx');
  const type = 'content-type=application/json;charset=UTF-8';
  assert.deepEqual(
    [...framesOf(server, 1), ...framesOf(server, 3)],
    [
      `HEADERS 1 flags=0x4 :status=200 ${type} content-length=13`,
      'DATA 1 len=6 flags=0x0',
      'DATA 1 len=0 flags=0x1',
      `HEADERS 3 flags=0x4 :status=200 ${type} content-length=13`,
      'DATA 3 len=6 flags=0x0',
      'RST_STREAM 3 len=4 flags=0x0 REFUSED_STREAM',
    ],
  );
});

test('corrupt: the bytes that were asked for and no others, the same in every run', async (t) => {
  const damaged: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const server = await startFaultyServer(t, [
      {
        match: { operation: 'downloadFile', archive: 'root.pxar' },
        do: [{ kind: 'corrupt', atByte: 4100, byteCount: 3 }],
      },
    ]);
    const { client } = await server.open(first);
    await backup(client, first, [...stream, ...image]);
    const reader = await server.open(first, 'reader');
    const bad = await reader.client.call('GET', '/download?file-name=root.pxar.didx');
    const other = await server.running.open('reader', first);
    const good = await other.call('GET', '/download?file-name=disk.img.fidx');
    assert.equal(good.status, 200);
    const again = await readIndex(server.running.folder);
    const wrong = [...bad.body.keys()].filter((at) => bad.body[at] !== again[at]);
    assert.deepEqual(wrong, [4100, 4101, 4102]);
    damaged.push(wrong.map((at) => (bad.body[at] ?? 0) ^ (again[at] ?? 0)).join());
  }
  assert.equal(damaged[0], damaged[1]);
});

async function readIndex(folder: string): Promise<Buffer> {
  const { readFile } = await import('node:fs/promises');
  return readFile(`${folder}/host/web01/2023-11-14T22:13:20Z/root.pxar.didx`);
}

test('reset: before the work it is not done, after it is', async (t) => {
  const server = await startFaultyServer(t, [
    { match: { operation: 'createDynamicIndex', nth: 1 }, do: [{ kind: 'reset', code: 'ENHANCE_YOUR_CALM' }] },
    { match: { operation: 'createDynamicIndex', nth: 2 }, do: [{ kind: 'reset', code: 2, at: 'reply' }] },
  ]);
  const { client } = await server.open(first);
  const create = (): Promise<unknown> =>
    post(client, '/dynamic_index?archive-name=a.didx').catch((error: Error) => error.message);
  assert.deepEqual(
    [await create(), await create(), await create()],
    [
      'no reply to POST /dynamic_index?archive-name=a.didx, code 11',
      'no reply to POST /dynamic_index?archive-name=a.didx, code 2',
      2,
    ],
  );
  assert.deepEqual(starting(server.frames(0), 'RST_STREAM'), [
    'RST_STREAM 1 len=4 flags=0x0 ENHANCE_YOUR_CALM',
    'RST_STREAM 3 len=4 flags=0x0 INTERNAL_ERROR',
  ]);
});

test('goaway, and a close behind it', async (t) => {
  const server = await startFaultyServer(t, [
    {
      match: { operation: 'previousBackupTime' },
      do: [
        { kind: 'goaway', code: 'INTERNAL_ERROR', text: 'out of order' },
        { kind: 'close', at: 'afterReply' },
      ],
    },
  ]);
  const { client } = await server.open(first);
  const closed = new Promise((resolve) => client.socket.once('close', resolve));
  await client.call('GET', '/previous_backup_time').catch(() => null);
  await closed;
  assert.deepEqual(starting(server.frames(0), 'GOAWAY'), ['GOAWAY 0 len=20 flags=0x0 last=1 INTERNAL_ERROR']);
  assert.match(server.text(0), /out of order/);
  await server.running.logged('TASK ERROR');
});

test('holdWindow on the connection: the client comes as far as 65535 bytes, then on', async (t) => {
  for (const [durationMs, isHeld] of [
    [60_000, true],
    [300, false],
  ] as const) {
    const server = await startFaultyServer(t, [
      { match: { operation: 'openBackup' }, do: [{ kind: 'holdWindow', durationMs, at: 'afterReply' }] },
    ]);
    const { client } = await server.open(first);
    await post(client, '/dynamic_index?archive-name=a.didx');
    const upload = post(client, `/dynamic_chunk?${chunkQuery(1, chunk)}`, chunk.blob);
    if (isHeld) {
      await ok(client.call('GET', '/previous_backup_time')); // needs no window
      const sent = starting(server.frames(0, 'toServer'), 'DATA').map((line) => Number(/len=(\d+)/.exec(line)?.[1]));
      assert.equal(
        sent.reduce((sum, length) => sum + length, 0),
        65_535,
      );
      assert.deepEqual(starting(server.frames(0), 'WINDOW_UPDATE 0'), []);
      upload.catch(() => undefined);
    } else {
      assert.equal(await upload, chunk.digest);
      assert.match(starting(server.frames(0), 'WINDOW_UPDATE 0')[0] ?? '', /\+33488897$/);
    }
  }
});

test('settings: what a box that ends HTTP/2 itself would announce', async (t) => {
  const server = await startFaultyServer(t, [
    {
      match: { operation: 'openBackup' },
      do: [
        {
          kind: 'settings',
          initialWindowBytes: 65_535,
          connectionWindowBytes: 131_070,
          maxFrameBytes: 16_384,
          maxStreams: 7,
        },
      ],
    },
  ]);
  const { client } = await server.open(first);
  await ok(client.call('GET', '/previous_backup_time'));
  const [settings, update] = server.frames(0);
  assert.match(settings ?? '', /MAX_CONCURRENT_STREAMS=7\b/);
  assert.match(settings ?? '', /INITIAL_WINDOW_SIZE=65535/);
  assert.match(settings ?? '', /MAX_FRAME_SIZE=16384/);
  assert.match(update ?? '', /^WINDOW_UPDATE 0 .*\+65535$/);
  await post(client, '/dynamic_index?archive-name=a.didx');
  assert.equal(await post(client, `/dynamic_chunk?${chunkQuery(1, chunk)}`, chunk.blob), chunk.digest);
});

test('stopReading, stopWriting, throttle: one connection waits, another is served; then it goes on', async (t) => {
  for (const [action, isOver] of [
    [{ kind: 'stopReading', durationMs: 600_000, at: 'afterReply' }, false],
    [{ kind: 'stopReading', durationMs: 30, at: 'afterReply' }, true],
    [{ kind: 'stopWriting', durationMs: 600_000 }, false],
    [{ kind: 'stopWriting', durationMs: 30 }, true],
    [{ kind: 'throttle', direction: 'toServer', bytesPerSec: 1, at: 'request' }, false],
    [{ kind: 'throttle', direction: 'toServer', bytesPerSec: 5000, at: 'request' }, true],
    [{ kind: 'throttle', direction: 'toClient', bytesPerSec: 1, at: 'request' }, false],
    [{ kind: 'throttle', direction: 'toClient', bytesPerSec: 5000, at: 'request' }, true],
  ] as const) {
    const server = await startFaultyServer(t, [
      { match: { session: 1, operation: 'previousBackupTime' }, do: [action] },
    ]);
    const slow = await server.open(first);
    const quick = await server.open({ ...first, id: 'quick' });
    let isAnswered = false;
    const twice = ok(slow.client.call('GET', '/previous_backup_time'))
      .then(() => ok(slow.client.call('GET', '/previous_backup_time')))
      .then(() => {
        isAnswered = true;
      });
    await server.running.logged('fault 1 on previousBackupTime');
    for (let i = 0; i < 3; i += 1) await ok(quick.client.call('GET', '/previous_backup_time'));
    if (isOver) await twice;
    else twice.catch(() => undefined); // it ends with the connection
    assert.equal(isAnswered, isOver, JSON.stringify(action));
    await slow.client.drop();
    await quick.client.drop();
  }
});

test('sendBytes: a page behind the 101, bytes between two frames', async (t) => {
  const server = await startFaultyServer(t, [
    { match: { operation: 'openBackup', nth: 1 }, do: [{ kind: 'sendBytes', text: '<html>502 Bad Gateway</html>' }] },
    {
      match: { operation: 'previousBackupTime' },
      do: [{ kind: 'sendBytes', hex: '000003fb0000000000616263', at: 'request' }],
    },
  ]);
  const page = await server.open(first);
  await new Promise((resolve) => page.client.socket.once('close', resolve));
  assert.match(server.text(0), /\r\n\r\n<html>502 Bad Gateway<\/html>/);
  const { client } = await server.open({ ...first, id: 'other' });
  await ok(client.call('GET', '/previous_backup_time'));
  const [foreign, reply] = server.frames(1).slice(-3); // a frame of a type that nobody knows is passed over (RFC 9113 §4.1)
  assert.match(foreign ?? '', /^\S+ 0 len=3 flags=0x0/);
  assert.match(reply ?? '', /^HEADERS 1 /);
});

test('close: FIN, close_notify, RST; now, after a time, after silence, after bytes', async (t) => {
  const whens = [
    {},
    { afterMs: 20 },
    { afterIdleMs: 20 },
    { afterBytes: 10 },
    { afterBytes: 30, direction: 'toClient' },
  ];
  for (const how of ['fin', 'close-notify', 'reset'] as const) {
    for (const when of whens) {
      const server = await startFaultyServer(t, [
        { match: { operation: 'previousBackupTime' }, do: [{ kind: 'close', how, ...when }] },
      ]);
      const { socket, end } = await connectWatched(t, server.running.server.address);
      assert.equal((await request(socket, upgradeHead(server.running, first, 'backup'))).status, 101);
      const client = new SessionClient(socket);
      await client.call('GET', '/previous_backup_time').catch(() => null);
      // A second call has more bytes than an end by bytes waits for.
      if ('afterBytes' in when && !client.http2.destroyed)
        client.call('POST', '/speedtest', { body: Buffer.alloc(1000) }).catch(() => null);
      const expected = { how: how === 'reset' ? 'reset' : 'fin', hasAlert: how === 'close-notify' };
      assert.deepEqual(await end, expected, `${how} ${JSON.stringify(when)}`);
      await server.running.logged('TASK ERROR: connection error: not connected');
    }
  }
});

test('a FIN right behind the 101: not a byte of HTTP/2 comes, the group is free', async (t) => {
  const server = await startFaultyServer(t, [
    { match: { operation: 'openBackup', nth: 1 }, do: [{ kind: 'close', at: 'afterReply' }] },
  ]);
  const { client } = await server.open(first);
  await new Promise((resolve) => client.socket.once('close', resolve));
  assert.match(server.text(0), /^HTTP\/1\.1 101 [\s\S]*\r\n\r\n$/);
  await server.running.logged('TASK ERROR');
  const next = await server.open(first);
  await backup(next.client, first, [...stream, ...image]);
  assert.equal((await restore(server.running, first, 'root.pxar.didx')).length, streamBytes);
});

test('calls outside a session: refused, cut, closed; an upgrade that was carried out and refused leaves nothing', async (t) => {
  const server = await startFaultyServer(t, [
    {
      match: { path: '/api2/json/version', nth: 1 },
      do: [{ kind: 'reply', status: 502, text: '<html>', contentType: 'text/html' }],
    },
    { match: { path: '/api2/json/version', nth: 2 }, do: [{ kind: 'truncate', atByte: 3 }] },
    { match: { path: '/api2/json/v*n', nth: 3 }, do: [{ kind: 'close', how: 'reset' }] },
    {
      match: { operation: 'openBackup', nth: 1 },
      do: [{ kind: 'reply', status: 400, text: 'late', instead: 'result' }],
    },
    { match: { operation: 'openBackup', nth: 2 }, do: [{ kind: 'reply', status: 403, text: 'never' }] },
  ]);
  const ends: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const { socket, end } = await connectWatched(t, server.running.server.address);
    const answer = await request(socket, server.running.head('/api2/json/version')).catch(
      (error: Error) => error.message,
    );
    ends.push(typeof answer === 'string' ? `${answer}: ${(await end).how}` : `${answer.status} ${answer.body}`);
  }
  assert.deepEqual(ends, ['502 <html>', 'connection ended: fin', 'connection ended: reset']);
  for (const [status, text] of [
    [400, 'late'],
    [403, 'never'],
    [101, ''],
  ] as const) {
    const { response } = await server.running.upgrade('backup', first);
    assert.deepEqual([response.status, response.body], [status, text]);
  }
});
