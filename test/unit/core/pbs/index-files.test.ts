// Index files: headers there and back, entries with their offsets, and each fault by name.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  decodeDynamicIndexHeader,
  decodeFixedIndexHeader,
  decodeHex,
  encodeDynamicIndexEntry,
  encodeDynamicIndexHeader,
  encodeFixedIndexHeader,
  IndexFileParser,
} from '../../../../src/core/pbs/index.js';

const digest = (digit: string): string => digit.repeat(64);
const fields = { uuid: '00112233445566778899aabbccddeeff', createdAtSeconds: 1717597476, csum: digest('c') };
const fixed = (sizeBytes: number, chunkSizeBytes = 4): Uint8Array =>
  encodeFixedIndexHeader({ ...fields, sizeBytes, chunkSizeBytes });
const dynamic = encodeDynamicIndexHeader(fields);
const join = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function parse(file: Uint8Array): { lines: string[]; problem: string | null; archiveBytes: number } {
  const parser = new IndexFileParser();
  const entries = parser.feed(file);
  return {
    lines: entries.map((entry) => `${entry.digest[0]} at ${entry.startBytes} of ${entry.lengthBytes}`),
    problem: parser.end(),
    archiveBytes: parser.archiveBytes,
  };
}

test('headers go there and back', () => {
  assert.deepEqual(decodeFixedIndexHeader(fixed(10)), { kind: 'fixed', ...fields, sizeBytes: 10, chunkSizeBytes: 4 });
  assert.deepEqual(decodeDynamicIndexHeader(dynamic), { kind: 'dynamic', ...fields });
  assert.equal(decodeFixedIndexHeader(dynamic), null);
  assert.equal(decodeDynamicIndexHeader(fixed(10)), null);
});

test('a fixed index: equal chunks, the last one shorter', () => {
  const file = join(fixed(10), ...['a', 'b', 'a'].map((digit) => decodeHex(digest(digit))!));
  assert.deepEqual(parse(file), {
    lines: ['a at 0 of 4', 'b at 4 of 4', 'a at 8 of 2'],
    problem: null,
    archiveBytes: 10,
  });
});

test('a dynamic index: lengths from the end offsets, beyond 32 bits too', () => {
  const far = 2 ** 40 + 7;
  const file = join(dynamic, encodeDynamicIndexEntry(5, digest('a')), encodeDynamicIndexEntry(far, digest('b')));
  assert.deepEqual(parse(file), { lines: ['a at 0 of 5', `b at 5 of ${far - 5}`], problem: null, archiveBytes: far });
});

test('an empty dynamic index is whole', () => {
  assert.deepEqual(parse(dynamic), { lines: [], problem: null, archiveBytes: 0 });
});

test('every fault has its name', () => {
  const entry = encodeDynamicIndexEntry(5, digest('a'));
  const faults: readonly (readonly [string, Uint8Array])[] = [
    ['index too small (0)', new Uint8Array(0)],
    ['index too small (100)', dynamic.subarray(0, 100)],
    ['got unknown magic number', new Uint8Array(5000)],
    ['index ends 7 bytes into an entry', join(dynamic, entry, entry.subarray(0, 7))],
    ['end offset 4 after 5', join(dynamic, entry, encodeDynamicIndexEntry(4, digest('b')))],
    ['index ends after 1 of 3 entries', join(fixed(10), decodeHex(digest('a'))!)],
    ['more entries than an image of 4 bytes has', join(fixed(4), decodeHex(digest('a') + digest('b'))!)],
    ['chunk size 0', join(fixed(4, 0), decodeHex(digest('a'))!)],
  ];
  for (const [problem, file] of faults) assert.equal(parse(file).problem, problem);
});
