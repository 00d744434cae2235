// The digest table against a Map: same numbers, for any order and any repeats, also after it grew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DigestTable } from '../../../../src/core/session/digest-table.js';

test('numbers digests as a Map would', () => {
  const hexDigest = fc
    .integer({ min: 0, max: 2000 })
    .map((n) => (n * 2654435761).toString(16).padStart(64, '0').slice(-64));
  const prefixed = hexDigest.map((digest) => digest.slice(48) + digest.slice(0, 48));
  fc.assert(
    fc.property(fc.array(prefixed, { maxLength: 1500, size: 'max' }), (digests) => {
      const table = new DigestTable();
      const expected = new Map<string, number>();
      for (const digest of digests) {
        if (!expected.has(digest)) assert.equal(table.find(digest), -1);
        else assert.equal(table.find(digest), expected.get(digest));
        if (!expected.has(digest)) expected.set(digest, expected.size);
        assert.equal(table.idOf(digest), expected.get(digest));
      }
      assert.equal(table.size, expected.size);
    }),
    { numRuns: 50 },
  );
});
