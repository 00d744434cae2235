// The wording law: the questions that genuine servers were asked, put to the embedded server, answer by answer.
// In: fixtures/server-answers. Out: equal status, body, label and RST code; what must differ is blanked on both sides.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeBlob } from '../../src/core/pbs/index.js';
import { fixturesFolder } from '../support/paths.js';
import { appendBody, chunkQuery, dynamicCsum, makeChunk, makeContent, makeManifest } from '../support/pbs-content.js';
import { describeReply, parseRecordedAnswers } from '../support/recorded-answers.js';
import { startTestServer } from '../support/running-server.js';
import type { Reply, SessionClient } from '../support/session-client.js';

const json = 'application/json';
const form = 'application/x-www-form-urlencoded';
const snapshot = { type: 'host', id: 'probe1', timeSeconds: 1_795_506_787 };
const chunk = makeChunk(makeContent(2000, 1));
const blob = encodeBlob('uncompressed', Buffer.from('12345678'));
const manifest = makeManifest(snapshot, []);
const csum = dynamicCsum([chunk]);

/** Probes by their recorded name; the name may come several times, each time with the next recorded answer. */
type Probe = readonly [name: string, ask: () => Promise<Reply>];

async function compare(file: string, probes: readonly Probe[], section?: string): Promise<void> {
  const text = readFileSync(join(fixturesFolder, 'server-answers', file), 'utf8');
  const part = section === undefined ? text : (text.split(/^--- /m).find((one) => one.startsWith(section)) ?? '');
  const recorded = parseRecordedAnswers(part).slice();
  const expected: string[] = [];
  const actual: string[] = [];
  for (const [name, ask] of probes) {
    const at = recorded.findIndex((one) => one.probe === name);
    assert.notEqual(at, -1, `no recorded answer to '${name}'`);
    expected.push(`${name}: ${recorded.splice(at, 1)[0]?.line}`);
    actual.push(`${name}: ${describeReply(await ask())}`);
  }
  assert.deepEqual(actual, expected);
}

const put = (client: SessionClient, body: string, path = '/dynamic_index'): Promise<Reply> =>
  client.call('PUT', path, { body, contentType: json });
const list = (wid: number, digests: readonly string[], offsets: readonly number[]): string =>
  JSON.stringify({ 'digest-list': digests, 'offset-list': offsets, wid });

function chunkProbe(client: SessionClient, change: Record<string, string | number>, body: Uint8Array = chunk.blob) {
  const query = new URLSearchParams(chunkQuery(1, chunk));
  for (const [name, value] of Object.entries(change)) query.set(name, String(value));
  return () => client.call('POST', `/dynamic_chunk?${query}`, { body });
}

test('backup and reader API answer like 3.2.4', async (t) => {
  const running = await startTestServer(t, { release: '3.2.4' });
  const c = await running.open('backup', snapshot);
  const get = (path: string) => () => c.call('GET', path);
  const post = (path: string, body?: string, contentType?: string) => () =>
    c.call('POST', path, {
      ...(body === undefined ? {} : { body }),
      ...(contentType === undefined ? {} : { contentType }),
    });
  const postBlob =
    (size: number, bytes: Uint8Array = blob, name = 'x.blob') =>
    () =>
      c.call('POST', `/blob?encoded-size=${size}&file-name=${name}`, { body: bytes });
  const long = Buffer.concat([chunk.blob, Buffer.alloc(100)]);
  const veryLong = Buffer.concat([chunk.blob, Buffer.alloc(5000)]);
  const wrongMagic = Uint8Array.from(chunk.blob);
  wrongMagic[0] = 0;
  const wrongCrc = Uint8Array.from(chunk.blob);
  wrongCrc[8] = (wrongCrc[8] ?? 0) ^ 1;
  const blobWrongCrc = Uint8Array.from(blob);
  blobWrongCrc[8] = (blobWrongCrc[8] ?? 0) ^ 1;
  await compare('h2-api-3.2.4.txt', [
    ['GET /', get('/')],
    ['unknown path', get('/nope')],
    ['known path wrong method', get('/finish')],
    ['absolute api2 path', get('/api2/json/version')],
    ['previous none', get('/previous?archive-name=index.json.blob')],
    ['dynamic_index bad ext', post('/dynamic_index?archive-name=x.fidx', undefined, form)],
    ['dynamic_index missing', post('/dynamic_index', undefined, form)],
    ['dynamic_index JSON body', post('/dynamic_index', '{"archive-name":"a.didx"}', json)],
    ['dynamic_index same name again', post('/dynamic_index?archive-name=a.didx')],
    ['dynamic_index no content-type', post('/dynamic_index?archive-name=b.didx')],
    ['dynamic_index text/plain', post('/dynamic_index?archive-name=c.didx', 'x', 'text/plain')],
    ['fixed_index size 0', post('/fixed_index?archive-name=d.fidx&size=0')],
    ['fixed_index ok', post('/fixed_index?archive-name=d.fidx&size=10000000')],
    ['chunk bad wid', chunkProbe(c, { wid: 9 })],
    ['chunk wid 300', chunkProbe(c, { wid: 300 })],
    ['chunk wrong digest', chunkProbe(c, { digest: '1'.repeat(64) })],
    ['chunk digest not hex', chunkProbe(c, { digest: 'x'.repeat(64) })],
    ['chunk wrong size', chunkProbe(c, { size: 1999 })],
    ['chunk shorter than announced', chunkProbe(c, { 'encoded-size': chunk.blob.length + 5 })],
    ['chunk longer than announced', chunkProbe(c, {}, long)],
    ['chunk much longer than announced', chunkProbe(c, {}, veryLong)],
    ['chunk size too big', chunkProbe(c, { size: 16_777_217 })],
    ['chunk wrong magic', chunkProbe(c, {}, wrongMagic)],
    ['chunk wrong crc', chunkProbe(c, {}, wrongCrc)],
    ['chunk ok again', chunkProbe(c, {})],
    ['PUT unknown digest', () => put(c, list(1, ['1'.repeat(64)], [0]))],
    ['PUT list lengths', () => put(c, list(1, [chunk.digest], [0, 1]))],
    ['PUT strange offset', () => put(c, list(1, [chunk.digest], [7]))],
    ['PUT bad wid', () => put(c, list(77, [chunk.digest], [0]))],
    ['PUT bad json', () => put(c, '{bad')],
    ['PUT ok', () => put(c, list(1, [chunk.digest], [0]))],
    ['PUT fixed unaligned', () => put(c, list(4, [chunk.digest], [0]), '/fixed_index')],
    ['finish with open writers', post('/finish')],
    ['close wrong count', post(`/dynamic_close?chunk-count=2&csum=${csum}&size=2000&wid=1`)],
    ['close again', post(`/dynamic_close?chunk-count=1&csum=${csum}&size=2000&wid=1`)],
    ['blob wrong ext', postBlob(20, blob, 'x.conf')],
    ['blob wrong length', postBlob(25)],
    ['blob wrong crc', postBlob(20, blobWrongCrc)],
    ['blob ok', postBlob(20)],
    ['speedtest', post('/speedtest', 'x'.repeat(1000), form)],
  ]);
  await c.close();

  const second = { ...snapshot, id: 'probe2' };
  const d = await running.open('backup', second);
  const blobTo = (bytes: Uint8Array, name: string) => () =>
    d.call('POST', `/blob?encoded-size=${bytes.length}&file-name=${name}`, { body: bytes });
  const finish = (): Promise<Reply> => d.call('POST', '/finish');
  await compare('h2-api-3.2.4.txt', [
    ['finish empty', finish],
    ['blob ok', blobTo(blob, 'x.blob')],
    ['finish without manifest', finish],
    ['manifest', blobTo(manifest, 'index.json.blob')],
    ['finish', finish],
    ['finish again', finish],
    ['index after finish', () => d.call('POST', '/dynamic_index?archive-name=z.didx')],
  ]);
  await d.close();
  await running.logged('probe2: TASK OK');

  const reader = await running.open('reader', second);
  const read = (path: string) => () => reader.call('GET', path);
  await compare('h2-api-3.2.4.txt', [
    ['reader GET /', read('/')],
    ['chunk not allowed', read(`/chunk?digest=${chunk.digest}`)],
    ['download missing', read('/download?file-name=nope.didx')],
    ['download bad name', read('/download?file-name=../x')],
  ]);
  const speed = await reader.call('GET', '/speedtest');
  assert.deepEqual(
    [speed.body.length, speed.body[0], speed.contentType],
    [1_048_576, 0x41, 'application/octet-stream'],
  );
});

test('closed writers, finish and early replies answer like 4.1.1', async (t) => {
  const running = await startTestServer(t, { release: '4.1' });
  const file = 'h2-api-4.1.1.txt';
  const a = await running.open('backup', { ...snapshot, id: 'a' });
  const post = (client: SessionClient, path: string, body?: Uint8Array) => () =>
    client.call('POST', path, body === undefined ? {} : { body });
  const close = (wid: number, sum: string, sizeBytes = 2000) =>
    `/dynamic_close?chunk-count=1&csum=${sum}&size=${sizeBytes}&wid=${wid}`;
  const bad = '0'.repeat(64);
  await compare(
    file,
    [
      ['index', post(a, '/dynamic_index?archive-name=a.didx')],
      ['chunk', chunkProbe(a, {})],
      ['put', () => put(a, appendBody(1, [chunk]))],
      ['close wrong csum', post(a, close(1, bad))],
      ['close right (retry)', post(a, close(1, csum))],
      ['close again', post(a, close(1, csum))],
      ['put on closed', () => put(a, appendBody(1, [chunk]))],
      ['chunk on closed', chunkProbe(a, {})],
      ['index same name after close', post(a, '/dynamic_index?archive-name=a.didx')],
      ['finish with the second a.didx open', post(a, '/finish')],
      ['put', () => put(a, appendBody(2, [chunk]))],
      ['close second a.didx', post(a, close(2, csum))],
    ],
    'A',
  );
  await compare(file, [['fixed reuse', post(a, `/fixed_index?archive-name=x.fidx&reuse-csum=${bad}&size=100`)]], 'B');
  const keepOpen = (path: string, body: Uint8Array) => () => a.call('POST', path, { body, keepOpen: true });
  const tooLong = Buffer.concat([chunk.blob, Buffer.alloc(100)]);
  await compare(
    file,
    [
      ['chunk longer than announced, stream kept open', keepOpen(`/dynamic_chunk?${chunkQuery(2, chunk)}`, tooLong)],
      [
        'bad digest parameter, stream kept open',
        keepOpen('/dynamic_chunk?digest=x&encoded-size=20&size=8&wid=1', blob),
      ],
      ['unknown path, stream kept open', keepOpen('/nope', blob)],
    ],
    'C',
  );

  const d = await running.open('backup', { ...snapshot, id: 'd' });
  const sendBlob = (client: SessionClient, bytes: Uint8Array, name: string) =>
    post(client, `/blob?encoded-size=${bytes.length}&file-name=${name}`, bytes);
  await compare(
    file,
    [
      ['blob', sendBlob(d, blob, 'x.blob')],
      ['finish without manifest', post(d, '/finish')],
      ['manifest after the failure', sendBlob(d, manifest, 'index.json.blob')],
      ['previous_backup_time', () => d.call('GET', '/previous_backup_time')],
      ['finish again', post(d, '/finish')],
    ],
    'D',
  );

  const e = await running.open('backup', { ...snapshot, id: 'e' });
  const oddManifest = makeManifest(snapshot, [{ filename: 'qemu-server.conf.blob', size: 20, csum: '' }]);
  await compare(
    file,
    [
      ['blob', sendBlob(e, blob, 'qemu-server.conf.blob')],
      ['manifest', sendBlob(e, oddManifest, 'index.json.blob')],
      ['finish', post(e, '/finish')],
    ],
    'E',
  );

  const f = await running.open('backup', { ...snapshot, id: 'f' });
  await compare(
    file,
    [
      ['index', post(f, '/dynamic_index?archive-name=a.didx')],
      ['chunk', chunkProbe(f, {})],
      ['put', () => put(f, appendBody(1, [chunk]))],
      ['close wrong size', post(f, close(1, csum, 2001))],
      ['close right (retry after wrong size)', post(f, close(1, csum))],
      ['close again after success', post(f, close(1, csum))],
      ['put after success', () => put(f, appendBody(1, [chunk]))],
      ['chunk after success', chunkProbe(f, {})],
      ['manifest', sendBlob(f, manifest, 'index.json.blob')],
    ],
    'after a successful close',
  );
  const both = await Promise.all([f.call('POST', '/finish'), f.call('POST', '/finish')]);
  assert.deepEqual(both.map((reply) => `${reply.status} ${reply.body}`).sort(), [
    '200 {"data":null}',
    '400 backup already marked as finished.',
  ]);
});
