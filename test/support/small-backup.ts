// One small backup for tests of the embedded server: a stream of three chunks and an image of two, call by call as the
// official client orders them (protocol.md 4.4). In: a session. Out: the snapshot made, or given back byte for byte.
import assert from 'node:assert/strict';
import { decodeBlob, fixedChunkSizeBytes, type IndexEntry, IndexFileParser } from '../../src/core/pbs/index.js';
import {
  appendBody,
  chunkQuery,
  dynamicCsum,
  fixedCsum,
  makeChunk,
  makeContent,
  makeManifest,
  sha256,
  type TestChunk,
} from './pbs-content.js';
import type { RunningServer, Snapshot } from './running-server.js';
import type { Reply, SessionClient } from './session-client.js';

export const json = 'application/json';
export const first: Snapshot = { type: 'host', id: 'web01', timeSeconds: 1_700_000_000 };
export const second: Snapshot = { ...first, timeSeconds: 1_700_003_600 };
export const stream = [1, 2, 3].map((seed) => makeChunk(makeContent(100_000 + seed, seed)));
export const image = [makeChunk(new Uint8Array(fixedChunkSizeBytes)), makeChunk(makeContent(5000, 9))];
export const streamBytes = stream.reduce((sum, chunk) => sum + chunk.sizeBytes, 0);
export const imageBytes = fixedChunkSizeBytes + 5000;
export const imageCsum = fixedCsum(image.map((chunk) => chunk.digest));
export const archives = [
  { filename: 'root.pxar.didx', size: streamBytes, csum: dynamicCsum(stream) },
  { filename: 'disk.img.fidx', size: imageBytes, csum: imageCsum },
];

export async function ok(reply: Promise<Reply>): Promise<unknown> {
  const { status, body } = await reply;
  assert.equal(status, 200, body.toString());
  return (JSON.parse(body.toString()) as { data: unknown }).data;
}

export const post = (c: SessionClient, path: string, body?: Uint8Array): Promise<unknown> =>
  ok(c.call('POST', path, body === undefined ? {} : { body }));

export async function backup(c: SessionClient, snapshot: Snapshot, uploads: readonly TestChunk[]): Promise<void> {
  assert.equal(await post(c, '/dynamic_index?archive-name=root.pxar.didx'), 1);
  assert.equal(await post(c, `/fixed_index?archive-name=disk.img.fidx&size=${imageBytes}`), 2);
  for (const chunk of uploads) {
    const wid = image.includes(chunk) ? 2 : 1;
    const path = `/${wid === 1 ? 'dynamic' : 'fixed'}_chunk?${chunkQuery(wid, chunk)}`;
    assert.equal(await post(c, path, chunk.blob), chunk.digest);
  }
  assert.equal(await ok(c.call('PUT', '/dynamic_index', { body: appendBody(1, stream), contentType: json })), null);
  assert.equal(await ok(c.call('PUT', '/fixed_index', { body: appendBody(2, image), contentType: json })), null);
  await post(c, `/dynamic_close?chunk-count=3&csum=${archives[0]?.csum}&size=${streamBytes}&wid=1`);
  await post(c, `/fixed_close?chunk-count=2&csum=${imageCsum}&size=${imageBytes}&wid=2`);
  await sendManifest(c, snapshot);
  assert.equal(await post(c, '/finish'), null);
}

export async function sendManifest(c: SessionClient, snapshot: Snapshot): Promise<void> {
  const manifest = makeManifest(snapshot, archives);
  await post(c, `/blob?encoded-size=${manifest.length}&file-name=index.json.blob`, manifest);
}

export async function fetchIndex(c: SessionClient, path: string): Promise<readonly IndexEntry[]> {
  const reply = await c.call('GET', path);
  assert.equal(reply.status, 200, reply.body.toString());
  const parser = new IndexFileParser();
  const entries = parser.feed(reply.body);
  assert.equal(parser.end(), null);
  return entries;
}

export async function restore(running: RunningServer, snapshot: Snapshot, fileName: string): Promise<Buffer> {
  const c = await running.open('reader', snapshot);
  const entries = await fetchIndex(c, `/download?file-name=${fileName}`);
  const parts: Uint8Array[] = [];
  for (const entry of entries) {
    const reply = await c.call('GET', `/chunk?digest=${entry.digest}`);
    const content = decodeBlob(reply.body, fixedChunkSizeBytes);
    assert.ok(content !== null);
    assert.equal(sha256(content), entry.digest);
    parts.push(content);
  }
  await c.drop();
  return Buffer.concat(parts);
}

export function contentOf(chunk: TestChunk): Uint8Array {
  return decodeBlob(chunk.blob, fixedChunkSizeBytes) ?? new Uint8Array();
}
