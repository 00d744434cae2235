// The manifest: read tolerantly, printed as PBS prints it, also out of a zstd blob of bounded size.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  decodeHex,
  decodeManifest,
  encodeBlob,
  formatManifest,
  parseManifest,
  parseManifestDocument,
} from '../../../../src/core/pbs/index.js';

const text = `{
  "backup-id": "elsa",
  "backup-time": 1593179765,
  "backup-type": "host",
  "files": [
    {
      "crypt-mode": "encrypt",
      "csum": "${'01'.repeat(32)}",
      "filename": "test1.img.fidx",
      "size": 200
    }
  ],
  "signature": null,
  "unprotected": {
    "chunk_upload_stats": {
      "compressed_size": 5,
      "count": 3,
      "duplicates": 1,
      "size": 9
    },
    "key-fingerprint": "0e:ab",
    "verify_state": {
      "state": "ok",
      "upid": "UPID:x"
    }
  }
}`;

test('a manifest becomes a value', () => {
  assert.deepEqual(parseManifest(text), {
    backupType: 'host',
    backupId: 'elsa',
    backupTime: 1593179765,
    files: [{ filename: 'test1.img.fidx', cryptMode: 'encrypt', sizeBytes: 200, csum: '01'.repeat(32) }],
    keyFingerprint: '0e:ab',
    chunkUploadStats: { count: 3, sizeBytes: 9, compressedSizeBytes: 5, duplicates: 1 },
    verifyState: 'ok',
  });
});

test('a document is printed with sorted keys and two spaces, and unknown keys stay', () => {
  const document = parseManifestDocument(text) ?? assert.fail();
  assert.equal(formatManifest(document), text);
  assert.equal(
    formatManifest({ z: [], a: { y: 1, b: null } }),
    '{\n  "a": {\n    "b": null,\n    "y": 1\n  },\n  "z": []\n}',
  );
});

test('out of a blob, plain or zstd', () => {
  assert.equal(decodeManifest(encodeBlob('uncompressed', new TextEncoder().encode(text)))?.backupId, 'elsa');
  // `zstd -1` of a manifest without files.
  const zstd =
    '28b52ffd00482d0200b4037b226261636b75702d6964223a22656c7361222c74696d65223a31353933313739373635797065223a22686f7374222c2266696c6573223a5b5d7d020078eec588c904';
  assert.equal(decodeManifest(encodeBlob('zstd', decodeHex(zstd)!))?.backupTime, 1593179765);
});

test('what is no manifest is null, and odd fields are let be', () => {
  for (const none of ['', '[]', 'null', '{}', '{"backup-type":"host","backup-id":1,"backup-time":1}']) {
    assert.equal(parseManifest(none), null);
  }
  const odd = '{"backup-type":"vm","backup-id":"1","backup-time":1,"files":[1,{"size":"x"}],"unprotected":[]}';
  assert.deepEqual(parseManifest(odd)?.files, [{ filename: '', cryptMode: '', sizeBytes: 0, csum: '' }]);
  fc.assert(fc.property(fc.json(), (json) => void parseManifest(json)));
});
