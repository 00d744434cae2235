// What of the last snapshot is believed: an index only when its entries are what the manifest says; refusals cost a full upload.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  encodeDynamicIndexEntry,
  encodeDynamicIndexHeader,
  formatManifest,
  type Json,
} from '../../../src/core/pbs/index.js';
import { readKnownDigests, readPreviousManifest } from '../../../src/pbs-client/backup/previous.js';
import { writeManifest } from '../../../src/pbs-client/backup/write-manifest.js';
import {
  compressNothing,
  createCodec,
  type DataKey,
  deriveDataKey,
  sha256,
} from '../../../src/pbs-client/codec/index.js';
import type { Session } from '../../../src/pbs-client/connect/index.js';
import { ClientFailure } from '../../../src/pbs-client/index.js';

const digests = ['11'.repeat(32), '22'.repeat(32)];
const entries = Buffer.concat([
  encodeDynamicIndexEntry(100, '11'.repeat(32)),
  encodeDynamicIndexEntry(150, '22'.repeat(32)),
]);
const index = Buffer.concat([
  encodeDynamicIndexHeader({ uuid: '00'.repeat(16), createdAtSeconds: 1, csum: '00'.repeat(32) }),
  entries,
]);
const name = 'root.pxar.didx';
const manifestOf = (csum: string, sizeBytes: number, key: DataKey | null = null): Buffer => {
  const snapshot = { type: 'host', id: 'a', timeSeconds: 1, namespace: '' } as const;
  const text = formatManifest(writeManifest(snapshot, [{ filename: name, sizeBytes, csum }], key));
  return Buffer.from(createCodec(compressNothing, null).encode(Buffer.from(text)));
};

/** In: what the server answers. Null = it refuses. */
function answering(time: Json, files: Readonly<Record<string, Buffer | null>>): Session {
  return {
    start: () => assert.fail('nothing is uploaded here'),
    ask: () => Promise.resolve(time),
    call: (_name, values = {}) => {
      const file = files[String(values['archive-name'])] ?? null;
      return file === null
        ? Promise.reject(new ClientFailure('call-refused', 'open file failed - not found', 404))
        : Promise.resolve(file);
    },
    close: () => Promise.resolve(),
  };
}

async function known(
  manifest: Buffer,
  files: Readonly<Record<string, Buffer | null>>,
  key: DataKey | null = null,
): Promise<string[]> {
  const session = answering(1, { 'index.json.blob': manifest, ...files });
  return [...(await readKnownDigests(session, await readPreviousManifest(session), name, key))];
}

test('digests of an index that is what the manifest says are known', async () => {
  assert.deepEqual(await known(manifestOf(sha256(entries), 150), { [name]: index }), digests);
});

test('nothing is known without a last snapshot, its manifest, or the archive', async () => {
  assert.equal(await readPreviousManifest(answering(null, {})), null);
  assert.equal(await readPreviousManifest(answering(1, {})), null);
  assert.deepEqual(await known(Buffer.from('no blob at all'), {}), []);
  assert.deepEqual(await known(manifestOf(sha256(entries), 150), {}), []);
});

test('an index with another checksum, another size or a cut end is not believed', async () => {
  assert.deepEqual(await known(manifestOf('00'.repeat(32), 150), { [name]: index }), []);
  assert.deepEqual(await known(manifestOf(sha256(entries), 151), { [name]: index }), []);
  assert.deepEqual(await known(manifestOf(sha256(entries), 150), { [name]: index.subarray(0, -1) }), []);
});

test('an end of the session is no refusal', async () => {
  const gone = new ClientFailure('tunnel-broken', 'gone');
  const session: Session = { ...answering(1, {}), call: () => Promise.reject(gone) };
  await assert.rejects(readPreviousManifest(session), gone);
});

test('digests are keyed: only those of the same key are known', async () => {
  const key = deriveDataKey(new Uint8Array(32));
  const other = deriveDataKey(new Uint8Array(32).fill(1));
  const sealed = manifestOf(sha256(entries), 150, key);
  assert.deepEqual(await known(sealed, { [name]: index }, key), digests);
  assert.deepEqual(await known(sealed, { [name]: index }, other), []);
  assert.deepEqual(await known(sealed, { [name]: index }), []);
  assert.deepEqual(await known(manifestOf(sha256(entries), 150), { [name]: index }, key), []);
});
