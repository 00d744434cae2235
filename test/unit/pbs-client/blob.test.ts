// DataBlobs of the client: the vector of protocol.md 7.2, compression only where it helps, nothing damaged believed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeDataBlob, encodeDataBlob } from '../../../src/pbs-client/blob.js';
import { noise } from '../../support/noise.js';
import { rleFrame } from '../../support/zstd-frame.js';

const plain = (): null => null;

test('hello is the vector of the protocol', () => {
  const blob = encodeDataBlob(Buffer.from('hello'), plain);
  assert.equal(Buffer.from(blob).toString('hex'), '42ab3807be8370a186a6103668656c6c6f');
  assert.equal(Buffer.from(decodeDataBlob(blob, 5)).toString(), 'hello');
});

test('what a compressor makes smaller goes as zstd, and comes back', () => {
  const zeros = new Uint8Array(1_000_000);
  const blob = encodeDataBlob(zeros, (bytes) => rleFrame(bytes.length, 0));
  assert.equal(Buffer.from(blob).toString('hex', 0, 8), '31b958426fb6a37f');
  assert.ok(blob.length < 100);
  assert.ok(Buffer.from(decodeDataBlob(blob, zeros.length)).equals(zeros));
});

test('what a compressor makes no smaller goes plain', () => {
  const bytes = noise(1000);
  assert.equal(encodeDataBlob(bytes, () => noise(1000, 2)).length, 1012);
});

test('the compressor of this Node, or none, round trips', () => {
  const bytes = Buffer.from('compressible '.repeat(1000));
  assert.ok(Buffer.from(decodeDataBlob(encodeDataBlob(bytes), bytes.length)).equals(bytes));
});

test('a bomb, a wrong magic and an encrypted blob are damaged, and said so', () => {
  const bomb = encodeDataBlob(new Uint8Array(2_000_000), (bytes) => rleFrame(bytes.length, 0));
  for (const blob of [bomb, noise(100), Buffer.from('7b6785be222d4cf0', 'hex'), Buffer.alloc(0)])
    assert.throws(() => decodeDataBlob(blob, 1_000_000), { kind: 'damaged' });
});
