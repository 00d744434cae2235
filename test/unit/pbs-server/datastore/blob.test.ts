// What the server believes of a blob or chunk (protocol.md 5.5, 7.2). In: encoded bytes, right and wrong.
// Out: the kind, or PBS's text; a chunk's CRC put right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { encodeBlobHeader, hasValidCrc } from '../../../../src/core/pbs/index.js';
import { checkBlobFile, checkChunk, decodeBlob, encodeBlob } from '../../../../src/pbs-server/datastore/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';
import { sha256 } from '../../../support/pbs-content.js';

const told = (outcome: unknown): unknown => (isRefusal(outcome) ? outcome.text : outcome);
const hello = Buffer.from('42ab3807be8370a186a6103668656c6c6f', 'hex');
/** `head -c 100000 /dev/zero | zstd -1`: 100 000 bytes in 23. */
const zeros = Buffer.from('28b52ffd044855000010000001009b8639c002db234ef3', 'hex');

test('the vector of protocol.md 7.2 is a blob and, under its digest, a chunk', () => {
  assert.equal(checkBlobFile(hello), null);
  assert.equal(checkChunk(Uint8Array.from(hello), sha256(Buffer.from('hello')), 5), 'uncompressed');
});

test('wrong CRC, magic, length, digest and size each have their text', () => {
  const digest = sha256(Buffer.from('hello'));
  const badCrc = Buffer.from(hello);
  badCrc[8] = 0;
  const badMagic = Buffer.from(hello);
  badMagic[0] = 0;
  const shortEncrypted = Buffer.concat([encodeBlobHeader('encrypted', 0), Buffer.alloc(20)]);
  assert.deepEqual(
    [
      checkBlobFile(badCrc),
      checkBlobFile(badMagic),
      checkBlobFile(hello.subarray(0, 11)),
      checkBlobFile(shortEncrypted),
      checkChunk(Buffer.from(hello), '0'.repeat(64), 5),
      checkChunk(Buffer.from(hello), digest, 6),
      checkChunk(Buffer.concat([encodeBlobHeader('zstd', 0), Buffer.from('no zstd')]), digest, 5),
    ].map(told),
    [
      'Data blob has wrong CRC checksum.',
      'unable to parse raw blob - wrong magic',
      'blob too small (11 bytes).',
      'encrypted blob too small (32 bytes).',
      'detected chunk with wrong digest.',
      'detected chunk with wrong length (6 != 5)',
      'unable to decode chunk - zstd data is damaged or too large',
    ],
  );
  assert.equal(checkChunk(badCrc, digest, 5), 'uncompressed');
  assert.ok(hasValidCrc(badCrc), 'the CRC of a chunk is written anew');
});

test('an encrypted chunk is taken on trust, its CRC is not', () => {
  const bytes = Buffer.concat([encodeBlobHeader('encrypted-zstd', 1), Buffer.alloc(40, 7)]);
  assert.equal(checkChunk(bytes, '0'.repeat(64), 5), 'encrypted-zstd');
  assert.ok(hasValidCrc(bytes));
});

test('a zstd bomb costs no memory and is refused', () => {
  const modest = Buffer.concat([encodeBlobHeader('zstd', 0), zeros]);
  assert.equal(checkChunk(modest, sha256(Buffer.alloc(100_000)), 100_000), 'zstd');
  const frames = Buffer.concat(Array.from({ length: 200 }, () => zeros)); // 20 MB of zeros in 4.6 KB
  const outcome = checkChunk(Buffer.concat([encodeBlobHeader('zstd', 0), frames]), '0'.repeat(64), 5);
  assert.equal(told(outcome), 'unable to decode chunk - zstd data is damaged or too large');
});

test('what encodeBlob makes, decodeBlob reads; no bytes make them throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (content) => {
      const back = decodeBlob(encodeBlob(content));
      assert.ok(!isRefusal(back) && Buffer.from(back).equals(content));
      told(decodeBlob(content));
      told(checkBlobFile(content));
      told(checkChunk(Uint8Array.from(content), '0'.repeat(64), 1));
    }),
  );
});
