// Lengths of records against what they are taken for: answers to chunks, requests for chunks, bodies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bodies } from '../../../../src/core/shape/bodies.js';
import { countChunkAnswers } from '../../../../src/core/shape/chunk-answers.js';
import { countChunkRequests } from '../../../../src/core/shape/chunk-requests.js';
import { overheadBytesOf } from '../../../../src/core/shape/record-size.js';

test('answers to chunks: as genuine servers cut and join them', () => {
  const seen: readonly (readonly [contentBytes: number, count: number, what: string])[] = [
    [101, 1, 'head and digest'],
    [84, 1, 'a digest, its head came before'],
    [168, 2, 'two such'],
    [124, 1, 'the first head of its kind'],
    [185, 2, 'a digest, and a whole answer'],
    [4141, 41, 'forty-one at once'],
    [140, 1, 'beside an append'],
    [241, 2, 'two beside an append'],
    [39, 0, 'an append, a close, finish'],
    [36, 0, 'a writer id'],
    [17, 0, 'a head alone'],
    [13, 0, 'a window update'],
    [85, 0, 'a 400 with its text'],
    [0, 0, 'nothing'],
  ];
  for (const [contentBytes, count, what] of seen) assert.equal(countChunkAnswers(contentBytes), count, what);
});

test('requests for chunks: one or several in a record, index and manifest are none', () => {
  const seen: readonly (readonly [contentBytes: number, count: number])[] = [
    [71, 1],
    [72, 1],
    [73, 1],
    [144, 2],
    [215, 3],
    [358, 5],
    [41, 0],
    [106, 0],
    [140, 0],
    [0, 0],
  ];
  for (const [contentBytes, count] of seen) assert.equal(countChunkRequests(contentBytes), count, String(contentBytes));
});

test('a 4 MiB chunk is 256 full records and a tail, whatever is said around it', () => {
  const bodies = new Bodies(106);
  for (const contentBytes of [123, 9, ...Array<number>(256).fill(16_384), 12, 9, 105, 9]) bodies.feed(contentBytes);
  bodies.end();
  assert.deepEqual([bodies.sizes.count, bodies.sizes.largest], [1, 256 * 16_384 + 12]);
});

test('bodies behind a copied first kilobyte, behind HAProxy, without a full record, and one that never ended', () => {
  const bodies = new Bodies(106);
  for (const contentBytes of [1024, 16_384, 4700, 1024, 1923, 16_320, 6001, 105, 736, 16_384])
    bodies.feed(contentBytes);
  bodies.end();
  assert.equal(bodies.sizes.count, 5);
  assert.equal(bodies.sizes.sum, 918 + 16_384 + 4700 + 918 + 1923 + 16_320 + 6001 + 736 + 16_384);
});

test('what encryption adds, by version and suite', () => {
  assert.deepEqual(
    [
      overheadBytesOf('TLSv1.3', 'TLS_AES_256_GCM_SHA384'),
      overheadBytesOf(null, null),
      overheadBytesOf('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
      overheadBytesOf('TLSv1.2', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'),
      overheadBytesOf('TLSv1.2', 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'),
    ],
    [17, 17, 24, 16, 44],
  );
});
