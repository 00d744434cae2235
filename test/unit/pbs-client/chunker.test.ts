// Chunkers: their sizes, and that borders depend on the bytes alone (Law 2 for the client).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { buzhashTable } from '../../../src/pbs-client/chunker/buzhash-table.js';
import { BorderFinder, cutByContent, cutFixed } from '../../../src/pbs-client/chunker/index.js';
import { noise } from '../../support/noise.js';

const averageBytes = 1024;

async function* inPieces(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[index % sizes.length] ?? 1);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function lengths(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const found: number[] = [];
  for await (const chunk of chunks) found.push(chunk.length);
  return found;
}

test('fixed chunks have one size, the last one is shorter', async () => {
  assert.deepEqual(await lengths(cutFixed(inPieces(noise(1000), [7]), 300)), [300, 300, 300, 100]);
  assert.deepEqual(await lengths(cutFixed(inPieces(noise(600), [1000]), 300)), [300, 300]);
  assert.deepEqual(await lengths(cutFixed(inPieces(noise(0), []), 300)), []);
});

test('content-defined chunks lie between a quarter of the average and four times it', async () => {
  const found = await lengths(cutByContent(inPieces(noise(200_000), []), averageBytes));
  assert.equal(
    found.reduce((sum, length) => sum + length, 0),
    200_000,
  );
  for (const length of found.slice(0, -1))
    assert.ok(length >= averageBytes / 4 && length <= averageBytes * 4, `${length}`);
  assert.ok(found.length > 60 && found.length < 400, `${found.length} chunks`);
});

test('constant bytes are cut at the maximum', async () => {
  assert.deepEqual(await lengths(cutByContent(inPieces(Buffer.alloc(10_000), []), averageBytes)), [4096, 4096, 1808]);
});

/** The rule of protocol.md 7.8 word for word: the hash of the last 64 bytes, made afresh at every byte. */
function bordersByDefinition(bytes: Uint8Array, average: number): number[] {
  const borders: number[] = [];
  const mask = 2 * average - 1;
  let start = 0;
  for (let end = 1; end <= bytes.length; end += 1) {
    const length = end - start;
    if (length < average / 4) continue;
    let hash = 0;
    for (let at = end - 64; at < end; at += 1)
      hash = ((hash << 1) | (hash >>> 31)) ^ (buzhashTable[bytes[at] ?? 0] ?? 0);
    if ((hash & mask) >>> 0 < mask - 2 && length < 4 * average) continue;
    borders.push(end);
    start = end;
  }
  return borders;
}

test('borders are those of the definition, also where most of a chunk is skipped', () => {
  for (const average of [256, 1024, 4096]) {
    const bytes = noise(40_000, average);
    const finder = new BorderFinder(average);
    const found: number[] = [];
    for (let border = finder.scan(bytes, 0); border >= 0; border = finder.scan(bytes, border)) found.push(border);
    assert.deepEqual(found, bordersByDefinition(bytes, average));
    assert.ok(found.length > 3);
  }
});

test('an average that is no power of two, or too small for a window, is refused', () => {
  for (const average of [0, 128, 1000, 4095]) assert.throws(() => new BorderFinder(average), RangeError);
});

test('an insertion moves few borders', async () => {
  const before = noise(100_000);
  const after = Buffer.concat([before.subarray(0, 50_000), Buffer.from('inserted'), before.subarray(50_000)]);
  const collect = async (bytes: Buffer): Promise<Set<string>> => {
    const found = new Set<string>();
    for await (const chunk of cutByContent(inPieces(bytes, []), averageBytes))
      found.add(Buffer.from(chunk).toString('hex'));
    return found;
  };
  const known = await collect(before);
  const fresh = [...(await collect(after))].filter((chunk) => !known.has(chunk));
  assert.ok(fresh.length <= 3, `${fresh.length} new chunks`);
});

test('Law 2 (split): borders do not depend on how the bytes come', async () => {
  const bytes = noise(30_000);
  const whole = await lengths(cutByContent(inPieces(bytes, []), averageBytes));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 12 }), async (sizes) => {
      assert.deepEqual(await lengths(cutByContent(inPieces(bytes, sizes), averageBytes)), whole);
    }),
    { numRuns: 40 },
  );
});
