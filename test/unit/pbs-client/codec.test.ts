// DataBlobs of the client: the vectors of protocol.md 7, compression only where it helps, nothing damaged believed, and nothing
// read without the right key.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../src/core/pbs/index.js';
import {
  compressAsInstalled,
  compressNothing,
  createCodec,
  deriveDataKey,
  signManifest,
} from '../../../src/pbs-client/codec/index.js';
import { noise } from '../../support/noise.js';
import { rleFrame } from '../../support/zstd-frame.js';

const plain = createCodec(compressNothing, null);
const rle = createCodec((bytes) => rleFrame(bytes.length, bytes[0] ?? 0), null);
const key = deriveDataKey(Uint8Array.from({ length: 32 }, (_, index) => index));
const hex = (bytes: Uint8Array, end?: number): string => Buffer.from(bytes).toString('hex', 0, end);

test('hello is the vector of the protocol', () => {
  const blob = plain.encode(Buffer.from('hello'));
  assert.equal(hex(blob), '42ab3807be8370a186a6103668656c6c6f');
  assert.equal(Buffer.from(plain.decode(blob, 5)).toString(), 'hello');
});

test('what a compressor makes smaller goes as zstd, and comes back', () => {
  const zeros = new Uint8Array(1_000_000);
  const blob = rle.encode(zeros);
  assert.equal(hex(blob, 8), '31b958426fb6a37f');
  assert.ok(blob.length < 100);
  assert.ok(Buffer.from(plain.decode(blob, zeros.length)).equals(zeros));
});

test('what a compressor makes no smaller goes plain', () => {
  assert.equal(createCodec(() => noise(1000, 2), null).encode(noise(1000)).length, 1012);
});

test('the compressor that is installed, or none, round trips', () => {
  const bytes = Buffer.from('compressible '.repeat(1000));
  const codec = createCodec(compressAsInstalled, null);
  assert.ok(Buffer.from(codec.decode(codec.encode(bytes), bytes.length)).equals(bytes));
});

test('a bomb, a wrong magic and an encrypted blob are damaged, and said so', () => {
  const bomb = rle.encode(new Uint8Array(2_000_000));
  for (const blob of [bomb, noise(100), Buffer.from('7b6785be222d4cf0', 'hex'), Buffer.alloc(0)]) // cut, no magic, empty
    assert.throws(() => plain.decode(blob, 1_000_000), { kind: 'damaged' });
});

test('what is derived from a key: id key, fingerprint, keyed digest (protocol.md 7.3)', () => {
  assert.equal(hex(key.idKey), '7c2c013efd07f3b25717a485263343cd4d292a4b65c200bb3b18ea227abe225c');
  assert.equal(key.fingerprint.replaceAll(':', ''), '0eabd4460b6eb9ca345023dee2b778c790e54a1683b9659c0a57ae199090159b');
  assert.equal(
    createCodec(compressNothing, key).digest(Buffer.from('hello')),
    'e34178a27b992c4a218599bf7f43ed50bc464a03d624d9092306fe2ed74d557e',
  );
});

test('encrypted blobs: both magics, 44 bytes of header, read back with their key alone', () => {
  const sealed = createCodec((bytes) => rleFrame(bytes.length, bytes[0] ?? 0), key);
  const zeros = new Uint8Array(100_000);
  assert.equal(hex(sealed.encode(zeros), 8), 'e6591bbf0bbfd80b');
  assert.ok(Buffer.from(sealed.decode(sealed.encode(zeros), zeros.length)).equals(zeros));
  const text = Buffer.from('hello');
  const blob = createCodec(compressNothing, key).encode(text);
  assert.equal(hex(blob, 8), '7b6785be222d4cf0');
  assert.equal(blob.length, 44 + text.length);
  assert.equal(Buffer.from(sealed.decode(blob, 5)).toString(), 'hello');
  const other = createCodec(compressNothing, deriveDataKey(new Uint8Array(32)));
  assert.throws(() => other.decode(blob, 5), { kind: 'wrong-key', message: /another key/ });
  assert.throws(() => plain.decode(blob, 5), { kind: 'wrong-key', message: /there is no key/ });
  assert.throws(() => sealed.decode(blob.subarray(0, 40), 5), { kind: 'wrong-key' });
});

test('the signature of a manifest leaves out what the server may edit, and the order of its keys', () => {
  const files: JsonObject[] = [{ filename: 'a.img.fidx', size: 200, csum: '01'.repeat(32), 'crypt-mode': 'encrypt' }];
  const one = { 'backup-type': 'host', 'backup-id': 'elsa', 'backup-time': 1_593_179_765, files };
  const other = { files, 'backup-time': 1_593_179_765, 'backup-id': 'elsa', 'backup-type': 'host' };
  const signature = signManifest(one, key);
  assert.match(signature, /^[0-9a-f]{64}$/);
  assert.equal(signManifest({ ...other, signature: 'x', unprotected: { notes: 'y' } }, key), signature);
  assert.notEqual(signManifest({ ...one, 'backup-id': 'anna' }, key), signature);
});
