// The ledger's running sums against the same sums counted afresh from all digests, for any sequence of what can happen.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ChunkLedger, type LedgerSums } from '../../../../src/core/session/chunk-ledger.js';

interface Chunk {
  uploads: number;
  entries: number;
  isPrevious: boolean;
  isRegistered: boolean;
}

const lengthOf = (letter: string): number => letter.charCodeAt(0) * 10;
const digestOf = (letter: string): string => `${letter.charCodeAt(0)}`.repeat(32).slice(0, 64);
const letter = fc.constantFrom('a', 'b', 'c', 'd');
const deed = fc.constantFrom('previous', 'upload', 'register', 'enter', 'remove');

function count(chunks: ReadonlyMap<string, Chunk>): LedgerSums {
  const sums = { newCount: 0, newBytes: 0, unusedBytes: 0, knownFromPreviousCount: 0, repeatedCount: 0 };
  for (const [name, { uploads, entries, isPrevious, isRegistered }] of chunks) {
    const fresh = Math.min(uploads, entries);
    sums.newCount += fresh;
    sums.newBytes += fresh * lengthOf(name);
    sums.unusedBytes += (uploads - fresh) * lengthOf(name);
    if (isPrevious) sums.knownFromPreviousCount += entries - fresh;
    else if (uploads > 0 || isRegistered) sums.repeatedCount += entries - fresh;
    else sums.repeatedCount += Math.max(0, entries - 1);
  }
  return sums;
}

test('running sums are those of all digests', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(deed, letter), { maxLength: 60 }), (deeds) => {
      const ledger = new ChunkLedger();
      const chunks = new Map<string, Chunk>();
      const ids = new Map<string, number>();
      for (const [what, name] of deeds) {
        const chunk = chunks.get(name) ?? { uploads: 0, entries: 0, isPrevious: false, isRegistered: false };
        chunks.set(name, chunk);
        const digest = digestOf(name);
        if (what === 'previous') {
          ledger.notePrevious(digest, lengthOf(name));
          chunk.isPrevious = true;
        } else if (what === 'upload') {
          ledger.noteUpload(digest, lengthOf(name));
          chunk.uploads += 1;
        } else if (what === 'register') {
          ledger.noteRegistered(digest, lengthOf(name));
          chunk.isRegistered = true;
        } else if (what === 'enter') {
          ids.set(name, ledger.addEntry(digest));
          chunk.entries += 1;
        } else if (chunk.entries > 0) {
          ledger.removeEntry(ids.get(name) ?? -1);
          chunk.entries -= 1;
        }
        assert.deepEqual({ ...ledger.sums }, count(chunks));
      }
    }),
  );
});
