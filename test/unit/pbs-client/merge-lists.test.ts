// The two mergers in a row give appends of the sizes that the official client sends (protocol.md 4.9).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Entry, ListMerger } from '../../../src/pbs-client/backup/index.js';

const entry: Entry = { digest: '', offsetBytes: 0 };

/** `k` known, `n` new; out: the sizes of the appends. */
function appendSizes(chunks: string): number[] {
  const known = new ListMerger();
  const appends = new ListMerger();
  const sizes: number[] = [];
  const take = (entries: readonly Entry[] | null): void => {
    if (entries === null) return;
    const joined = appends.add(entries);
    if (joined !== null) sizes.push(joined.length);
  };
  for (const chunk of chunks) {
    if (chunk === 'k') take(known.add([entry]));
    else {
      take(known.flush());
      take([entry]);
    }
  }
  take(known.flush());
  const last = appends.flush();
  return last === null ? sizes : [...sizes, last.length];
}

test('all new: 64 each', () => assert.deepEqual(appendSizes('n'.repeat(150)), [64, 64, 22]));
test('all known: 128 each', () => assert.deepEqual(appendSizes('k'.repeat(300)), [128, 128, 44]));
test('110 known chunks are one append', () => assert.deepEqual(appendSizes('k'.repeat(110)), [110]));
test('mixed: between 64 and 127', () => {
  const sizes = appendSizes('kkkn'.repeat(200));
  assert.ok(
    sizes.slice(0, -1).every((size) => size >= 64 && size <= 127),
    sizes.join(' '),
  );
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    800,
  );
});
