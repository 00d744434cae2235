// Laws 2 and 4 for the index file parser: however a file is cut, the same entries; whatever the bytes, no exception.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  encodeDynamicIndexEntry,
  encodeDynamicIndexHeader,
  encodeFixedIndexHeader,
  type IndexEntry,
  IndexFileParser,
} from '../../src/core/pbs/index.js';
import { isLongRun } from '../support/paths.js';

const runCount = isLongRun ? 5000 : 200;
const fields = { uuid: '0'.repeat(32), createdAtSeconds: 1, csum: '0'.repeat(64) };
const digest = fc.uint8Array({ minLength: 32, maxLength: 32 });
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

const dynamicFile = fc.array(fc.tuple(digest, fc.nat(1 << 24)), { maxLength: 20 }).map((chunks) => {
  let endBytes = 0;
  const entries = chunks.map(([name, lengthBytes]) => {
    endBytes += lengthBytes;
    return encodeDynamicIndexEntry(endBytes, hexOf(name));
  });
  return Buffer.concat([encodeDynamicIndexHeader(fields), ...entries]);
});
const fixedFile = fc
  .tuple(fc.array(digest, { maxLength: 20 }), fc.integer({ min: 1, max: 4096 }))
  .map(([digests, chunkSizeBytes]) => {
    const sizeBytes = Math.max(
      0,
      digests.length * chunkSizeBytes - (digests.length > 0 ? 0.5 * (chunkSizeBytes - 1) : 0),
    );
    const header = encodeFixedIndexHeader({ ...fields, sizeBytes: Math.ceil(sizeBytes), chunkSizeBytes });
    return Buffer.concat([header, ...digests]);
  });
const anyFile = fc.oneof(dynamicFile, fixedFile);

function parse(pieces: readonly Uint8Array[]): { entries: IndexEntry[]; problem: string | null } {
  const parser = new IndexFileParser();
  const entries = pieces.flatMap((piece) => parser.feed(piece));
  return { entries, problem: parser.end() };
}

function cut(file: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const edges = [0, ...cuts.map((at) => at % (file.length + 1)).sort((a, b) => a - b), file.length];
  return edges.slice(1).map((to, i) => file.subarray(edges[i], to));
}

test('split law: an index file in any pieces gives the same entries', () => {
  fc.assert(
    fc.property(anyFile, fc.array(fc.nat(6000), { maxLength: 12 }), (file, cuts) => {
      const whole = parse([file]);
      assert.equal(whole.problem, null);
      assert.deepEqual(parse(cut(file, cuts)), whole);
    }),
    { numRuns: runCount },
  );
  const file = Buffer.concat([encodeDynamicIndexHeader(fields), encodeDynamicIndexEntry(9, 'ab'.repeat(32))]);
  assert.deepEqual(parse(Array.from(file, (byte) => Uint8Array.of(byte))), parse([file]));
});

test('tolerance law: damaged index files give entries or a problem, the same however cut, never an exception', () => {
  const damage = fc.array(fc.tuple(fc.nat(8000), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(anyFile, damage, fc.array(fc.nat(6000), { maxLength: 5 }), fc.nat(8000), (file, flips, cuts, keep) => {
      const damaged = Uint8Array.from(file.subarray(0, keep));
      for (const [at, value] of flips) if (damaged.length > 0) damaged[at % damaged.length] = value;
      const result = parse(cut(damaged, cuts));
      assert.deepEqual(result, parse([damaged]));
      for (const entry of result.entries) assert.ok(Number.isSafeInteger(entry.startBytes + (entry.lengthBytes ?? 0)));
    }),
    { numRuns: runCount },
  );
});
