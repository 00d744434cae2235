// DataBlobs and zstd: round trips, and what hostile bytes must not do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import {
  crc32,
  decodeBlob,
  decodeBlobHeader,
  decodeHex,
  decodeZstd,
  encodeBlob,
  encodeBlobHeader,
  encodeHex,
  hasValidCrc,
  headerBytesOf,
} from '../../../../src/core/pbs/index.js';

/** What `zstd -1` makes of 'pbscope ' 64 times: with the content size in the header, and streamed without it. */
const sized = '28b52ffd6400017d000040706273636f7065200100f5530b171c378979';
const streamed = '28b52ffd04487d000040706273636f7065200100f5530b171c378979';
const repeats = new TextEncoder().encode('pbscope '.repeat(64));
const bytesOf = (hex: string): Uint8Array => decodeHex(hex) ?? assert.fail(`no hex: ${hex}`);

test('hex goes there and back, and is strict', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => assert.deepEqual(decodeHex(encodeHex(bytes)), bytes)));
  for (const text of ['0', 'zz', '0x', '0 ']) assert.equal(decodeHex(text), null);
});

test('CRC-32 in pieces is that of the whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), (bytes, cut) => {
      const inPieces = crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)));
      assert.equal(inPieces, crc32(bytes));
      if (nodeCrc32 !== undefined) assert.equal(inPieces, nodeCrc32(bytes));
    }),
  );
});

test('headers of all four kinds go there and back', () => {
  for (const kind of ['uncompressed', 'zstd', 'encrypted', 'encrypted-zstd'] as const) {
    assert.deepEqual(decodeBlobHeader(encodeBlobHeader(kind, 0xfedcba98)), {
      kind,
      crc32: 0xfedcba98,
      headerBytes: headerBytesOf(kind),
    });
  }
});

test('too short is no header; a foreign magic is unknown, without payload and with no valid CRC', () => {
  assert.equal(decodeBlobHeader(new Uint8Array(11)), null);
  const foreign = new Uint8Array(40);
  assert.equal(decodeBlobHeader(foreign)?.kind, 'unknown');
  assert.equal(decodeBlob(foreign, 100), null);
  assert.equal(hasValidCrc(foreign), false);
});

test('a damaged byte is seen by the CRC', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.nat(), (payload, at) => {
      const blob = encodeBlob('uncompressed', payload);
      blob[12 + (at % payload.length)]! ^= 1;
      assert.equal(hasValidCrc(blob), false);
    }),
  );
});

test('zstd frames with and without a content size, one or two of them', () => {
  assert.deepEqual(decodeZstd(bytesOf(sized), 512), repeats);
  assert.deepEqual(decodeZstd(bytesOf(streamed), 512), repeats);
  assert.equal(decodeZstd(bytesOf(sized + streamed), 1024)?.length, 1024);
  assert.deepEqual(decodeBlob(encodeBlob('zstd', bytesOf(streamed)), 512), repeats);
});

test('zstd that unfolds beyond the limit is refused', () => {
  assert.equal(decodeZstd(bytesOf(sized), 511), null);
  assert.equal(decodeBlob(encodeBlob('zstd', bytesOf(sized)), 511), null);
  // 10000 run-length blocks of 128 KiB: 1.2 GiB out of 40 KB.
  const runs = Array.from({ length: 10_000 }, (_, i) => (i === 9999 ? '030010' : '020010')).join('00');
  assert.equal(decodeZstd(bytesOf(`28b52ffd0048${runs}00`), 1024 * 1024), null);
});

test('zstd that asks for a window of gigabytes is refused before anything is allocated', () => {
  assert.equal(decodeZstd(bytesOf('28b52ffd00a8030000'), 1024), null);
  assert.equal(decodeZstd(bytesOf(`28b52ffde0ffffffff00000000${'010000'}`), 1024), null);
});

test('zstd whose copies would take minutes is refused by their number', () => {
  // A frame with one block of 13 bytes: no literals, 65279 sequences, all of them copies of 65539 bytes and more.
  const hostile = bytesOf('28b52ffd00486d0000' + '00ffff7f54003400ffffffff01');
  const beganMs = performance.now();
  assert.equal(decodeZstd(hostile, 1 << 20, 4096), null);
  assert.ok(performance.now() - beganMs < 100, 'refused without decoding');
  assert.deepEqual(decodeZstd(bytesOf(streamed), 512, 1), repeats);
  assert.equal(decodeZstd(bytesOf(streamed), 512, 0), null);
});

test('cut and random zstd is null or bytes within the limit, never an exception', () => {
  const whole = bytesOf(streamed);
  for (let length = 0; length < whole.length; length++) assert.equal(decodeZstd(whole.subarray(0, length), 4096), null);
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const damaged = whole.slice();
      damaged[at]! ^= flip;
      assert.ok((decodeZstd(damaged, 4096)?.length ?? 0) <= 4096);
    }),
  );
});
