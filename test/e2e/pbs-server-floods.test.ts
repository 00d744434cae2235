// Floods of well-formed and broken HTTP/2 behind the 101: streams, resets, header bombs, CONTINUATIONs, pings, oversized bodies, closed
// windows. In: more than any client sends. Out: PBS's answer or a clean end, bounded memory, and the server as before.
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { test } from 'node:test';
import { type Flood, openFlood } from '../support/flood.js';
import { block, data, frame, headers, join, resetStream, settings, uint32 } from '../support/http2-bytes.js';
import { isLongRun } from '../support/paths.js';
import { chunkQuery } from '../support/pbs-content.js';
import { type RunningServer, type Snapshot, startTestServer } from '../support/running-server.js';
import { backup, first, image, ok, restore, second, stream, streamBytes } from '../support/small-backup.js';

const endHeaders = 4;
const endStream = 1;
const continuationType = 9;
const chunk = stream[0] as (typeof stream)[number];
const call = (method: string, path: string): Readonly<Record<string, string>> => ({
  ':method': method,
  ':scheme': 'https',
  ':authority': 'localhost:8007',
  ':path': path,
});
const get = (id: number, path = '/previous_backup_time'): Uint8Array =>
  headers(id, call('GET', path), endHeaders | endStream);

/** The whole process, server and flood: far above what an idle one has, far below what an unbounded one would reach. */
const memoryLimitBytes = 400 * 1024 * 1024;
const usedBytes = (): number => process.memoryUsage().rss;

/** What holds after any flood: another session works beside it, its own leaves nothing, the group is free, the rest is whole. */
async function checkAfter(
  running: RunningServer,
  flood: Flood,
  snapshot: Snapshot,
  beforeBytes: number,
): Promise<void> {
  assert.ok(usedBytes() - beforeBytes < memoryLimitBytes, `${Math.round((usedBytes() - beforeBytes) / 1e6)} MB more`);
  const beside = await running.open('backup', { ...first, id: `${snapshot.id}-beside` });
  await ok(beside.call('GET', '/previous_backup_time'));
  await beside.drop();
  // A server that gives up ends the connection: a client that stayed would hold the group.
  if (![...flood.answers().keys()].some((name) => name.startsWith('GOAWAY'))) flood.socket.destroy();
  await flood.ended;
  await running.logged(`host/${snapshot.id}: TASK ERROR`);
  const client = await running.open('backup', snapshot);
  await backup(client, snapshot, [...stream, ...image]);
  await client.drop();
  assert.equal((await restore(running, snapshot, 'root.pxar.didx')).length, streamBytes);
  const folders = await readdir(joinPath(running.folder, 'host', snapshot.id));
  assert.deepEqual(folders.filter((name) => name !== 'owner').length, 1);
}

/** Sends until the server hangs up, or has taken the whole list. */
async function sendAll(flood: Flood, pieces: Iterable<Uint8Array>): Promise<void> {
  for (const piece of pieces) if ((await flood.send(piece)) === 'ended') return;
  await flood.settle();
}

/** A sample in `npm test`: ten thousand calls that are answered take seconds. */
const streamCount = isLongRun ? 10_000 : 2000;
const ids = Array.from({ length: streamCount }, (_, i) => 1 + 2 * i);

interface Case {
  readonly name: string;
  readonly pieces: () => Iterable<Uint8Array>;
  /** What may be seen of the server; at least one of them. */
  readonly answer: RegExp;
}

const cases: readonly Case[] = [
  {
    name: 'streams that never end',
    pieces: () => ids.map((id) => headers(id, call('POST', '/speedtest'))),
    answer: /RST_STREAM|PING|GOAWAY/,
  },
  {
    name: 'calls, all at once',
    pieces: () => ids.map((id) => get(id)),
    answer: /HEADERS|RST_STREAM|GOAWAY/,
  },
  {
    name: 'calls that are reset at once',
    pieces: () => ids.map((id) => join(headers(id, call('POST', '/speedtest')), resetStream(id, 8))),
    answer: /HEADERS|GOAWAY/,
  },
  {
    name: 'a header that is put into the table once and named four thousand times in each of many blocks',
    pieces: () => [
      headers(1, call('GET', '/'), endHeaders | endStream),
      ...ids.slice(1, 200).map((id) => frame(1, endHeaders | endStream, id, join(block(call('GET', '/')), bomb))),
    ],
    answer: /HEADERS|RST_STREAM 11|GOAWAY/,
  },
  {
    name: 'a request head of a megabyte',
    pieces: () => [headers(1, { ...call('GET', '/'), cookie: 'x'.repeat(1_000_000) }, endHeaders | endStream)],
    answer: /HEADERS|RST_STREAM|GOAWAY/,
  },
  {
    name: 'CONTINUATION without end',
    pieces: function* () {
      yield frame(1, 0, 1, block(call('GET', '/')));
      for (let i = 0; i < 2000; i += 1) yield frame(continuationType, 0, 1, block({ x: 'y'.repeat(1000) }));
    },
    answer: /GOAWAY|^$/,
  },
  {
    name: 'empty CONTINUATIONs without end',
    pieces: function* () {
      yield frame(1, 0, 1, block(call('GET', '/')));
      for (let i = 0; i < 10_000; i += 1) yield frame(continuationType, 0, 1);
    },
    answer: /GOAWAY|^$/,
  },
  {
    name: 'pings and settings whose answers nobody reads',
    pieces: function* () {
      for (let i = 0; i < 5000; i += 1) yield i % 2 === 0 ? frame(6, 0, 0, new Uint8Array(8)) : settings({});
    },
    answer: /GOAWAY|PING|HEADERS/,
  },
  {
    name: 'empty DATA without end',
    pieces: function* () {
      yield headers(1, call('POST', '/speedtest'));
      for (let i = 0; i < 10_000; i += 1) yield data(1, new Uint8Array());
    },
    answer: /GOAWAY|PING/,
  },
  {
    name: 'frames of every type with no sense in them',
    pieces: () => [data(5, Buffer.from('x')), resetStream(7, 0), frame(5, 4, 1, uint32(2)), frame(8, 0, 0, uint32(0))],
    answer: /GOAWAY|^$/,
  },
  {
    name: 'a frame that is longer than was allowed',
    pieces: () => [headers(1, call('POST', '/speedtest')), data(1, new Uint8Array(4_194_305))],
    answer: /GOAWAY 6|^$/,
  },
];

/** Indexed field 62, again and again: four thousand bytes of block, sixteen megabytes of headers. */
const bomb = join(Buffer.from([0x40, 1, 0x61, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, 0x62), Buffer.alloc(4000, 0xbe));

for (const release of ['4.1', '3.2.4'] as const) {
  test(`floods, against ${release}`, async (t) => {
    const running = await startTestServer(t, { release });
    for (const [index, { name, pieces, answer }] of cases.entries()) {
      await t.test(name, async () => {
        const snapshot = { ...first, id: `f${index}` };
        const beforeBytes = usedBytes();
        const flood = await openFlood(running, snapshot);
        await sendAll(flood, pieces());
        assert.match([...flood.answers().keys()].filter((key) => !/^(?:SETTINGS|WINDOW)/.test(key)).join(', '), answer);
        await checkAfter(running, flood, snapshot, beforeBytes);
      });
    }
  });
}

test('a client that opens no window: two hundred downloads wait, nothing is read into memory', async (t) => {
  const running = await startTestServer(t);
  const client = await running.open('backup', first);
  await backup(client, first, [...stream, ...image]);
  await client.drop();
  const beforeBytes = usedBytes();
  const flood = await openFlood(running, second, { windowBytes: 0 });
  const downloads = ids.slice(0, 200).map((id) => get(id, '/previous?archive-name=disk.img.fidx'));
  await flood.send(join(...downloads));
  await flood.settle();
  assert.equal(flood.answers().has('DATA'), false);
  assert.ok(usedBytes() - beforeBytes < memoryLimitBytes);
  flood.socket.destroy();
  await running.logged('host/web01: TASK ERROR');
  assert.equal((await restore(running, first, 'root.pxar.didx')).length, streamBytes);
});

test('more body than announced is refused before it is there; what comes after is thrown away', async (t) => {
  const running = await startTestServer(t);
  const beforeBytes = usedBytes();
  const flood = await openFlood(running, first);
  await flood.send(headers(1, call('POST', '/dynamic_index?archive-name=a.didx'), endHeaders | endStream));
  await flood.send(headers(3, call('POST', `/dynamic_chunk?${chunkQuery(1, chunk)}`)));
  for (let i = 0; i < 200; i += 1) await flood.send(data(3, new Uint8Array(16_384)));
  while (!flood.answers().has('RST_STREAM 0')) await new Promise((resolve) => flood.socket.once('data', resolve));
  assert.ok(running.lines.some((line) => line.includes('uploaded chunk is larger than announced.')));
  await checkAfter(running, flood, { ...first }, beforeBytes);
});

test('a blob longer than announced is counted to its end, kept nowhere, and answered as PBS does', async (t) => {
  const running = await startTestServer(t);
  const client = await running.open('backup', first);
  const body = new Uint8Array(3_000_000);
  const reply = await client.call('POST', '/blob?encoded-size=20&file-name=x.blob', { body });
  assert.deepEqual([reply.status, reply.body.toString()], [400, 'got blob with unexpected length (20 != 3000000)']);
});
