// Whole sessions against the embedded server over real sockets: backup, deduplicated backup, restore; what the store then
// holds, what the log says. The wording of single refusals is pbs-server-answers.test.ts, ends are pbs-server-ends.test.ts.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { decodeManifest, fixedChunkSizeBytes, zeroChunkDigest } from '../../src/core/pbs/index.js';
import {
  appendBody,
  chunkQuery,
  fixedCsum,
  makeChunk,
  makeContent,
  makeManifest,
  sha256,
  type TestChunk,
} from '../support/pbs-content.js';
import { startTestServer } from '../support/running-server.js';
import {
  archives,
  backup,
  contentOf,
  fetchIndex,
  first,
  image,
  imageBytes,
  imageCsum,
  json,
  ok,
  post,
  restore,
  second,
  sendManifest,
  stream,
  streamBytes,
} from '../support/small-backup.js';

test('a backup, a deduplicated backup without a chunk upload, and a restore of both', async (t) => {
  const running = await startTestServer(t, { syncLevel: 'filesystem' });
  const c = await running.open('backup', first);
  assert.equal(await ok(c.call('GET', '/previous_backup_time')), null);
  await backup(c, first, [...stream, ...image]);
  await c.drop();
  await running.logged('TASK OK');

  const again = await running.open('backup', second);
  assert.equal(await ok(again.call('GET', '/previous_backup_time')), first.timeSeconds);
  const manifest = decodeManifest((await again.call('GET', '/previous?archive-name=index.json.blob')).body);
  assert.deepEqual(manifest?.chunkUploadStats, {
    count: 5,
    sizeBytes: streamBytes + imageBytes + makeManifest(first, archives).length,
    compressedSizeBytes: [...stream, ...image].reduce((sum, chunk) => sum + chunk.blob.length, 0),
    duplicates: 0,
  });
  const known = await fetchIndex(again, '/previous?archive-name=root.pxar.didx');
  assert.deepEqual(
    known.map((entry) => entry.digest),
    stream.map((chunk) => chunk.digest),
  );
  await fetchIndex(again, '/previous?archive-name=disk.img.fidx');
  await backup(again, second, []);
  await again.drop();

  assert.ok(
    (await restore(running, first, 'root.pxar.didx')).equals(Buffer.concat(stream.map((chunk) => contentOf(chunk)))),
  );
  assert.ok(
    (await restore(running, second, 'disk.img.fidx')).equals(Buffer.concat(image.map((chunk) => contentOf(chunk)))),
  );
  assert.ok(existsSync(join(running.folder, '.chunks', zeroChunkDigest.slice(0, 4), zeroChunkDigest)));
  assert.deepEqual(
    running.lines
      .filter((line) => line.includes('Upload size') || line.includes('Duplicates'))
      .map((line) => line.replace('backup store1:host/web01: ', '')),
    [
      'Upload size: 300006 (100%)',
      'Upload size: 4199304 (100%)',
      'Upload size: 0 (0%)',
      'Duplicates: 3+0 (100%)',
      'Upload size: 0 (0%)',
      'Duplicates: 2+0 (100%)',
    ],
  );
});

test('an incremental image takes the old index over and counts only what was written', async (t) => {
  const running = await startTestServer(t);
  const c = await running.open('backup', first);
  await backup(c, first, [...stream, ...image]);
  await c.drop();
  await running.logged('TASK OK');

  const d = await running.open('backup', second);
  const wrong = await d.call(
    'POST',
    `/fixed_index?archive-name=disk.img.fidx&reuse-csum=${'0'.repeat(64)}&size=${imageBytes}`,
  );
  assert.match(
    wrong.body.toString(),
    /^expected csum \(0{64}\) doesn't match last backup's \([0-9a-f]{64}\), cannot do/,
  );
  const longer = `/fixed_index?archive-name=disk.img.fidx&reuse-csum=${imageCsum}&size=${imageBytes + fixedChunkSizeBytes}`;
  assert.equal((await d.call('POST', longer)).body.toString(), 'clone_data_from failed - index sizes not equal');
  const wid = await post(d, `/fixed_index?archive-name=disk.img.fidx&reuse-csum=${imageCsum}&size=${imageBytes}`);
  const changed = makeChunk(makeContent(fixedChunkSizeBytes, 77));
  await post(d, `/fixed_chunk?${chunkQuery(Number(wid), changed)}`, changed.blob);
  // The old chunks are in the index, but not known: only `GET previous` makes them so.
  const unknown = await d.call('PUT', '/fixed_index', {
    body: appendBody(1, [image[1] as TestChunk]),
    contentType: json,
  });
  assert.equal(unknown.body.toString(), `no such chunk ${image[1]?.digest}`);
  await ok(d.call('PUT', '/fixed_index', { body: appendBody(Number(wid), [changed]), contentType: json }));
  const csum = fixedCsum([changed.digest, image[1]?.digest ?? '']);
  await post(d, `/fixed_close?chunk-count=1&csum=${csum}&size=${fixedChunkSizeBytes}&wid=${wid}`);
  await sendManifest(d, second);
  await post(d, '/finish');
  await d.drop();
  const restored = await restore(running, second, 'disk.img.fidx');
  assert.equal(sha256(restored), sha256(contentOf(changed), contentOf(image[1] as TestChunk)));
});

test('a reply waits for the script, and the other calls do not wait for it', async (t) => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const running = await startTestServer(t, {
    beforeReply: (endpoint) => (endpoint.operation === 'uploadBlob' ? gate : Promise.resolve()),
  });
  const c = await running.open('backup', first);
  let isAnswered = false;
  const blob = sendManifest(c, first).then(() => {
    isAnswered = true;
  });
  await running.logged('add blob');
  await ok(c.call('GET', '/previous_backup_time'));
  assert.equal(isAnswered, false);
  open();
  await blob;
});
