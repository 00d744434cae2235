// Synthetic archives: as large as asked, as new as asked, the same for the same seed, and real DataBlobs throughout.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBlob, fixedChunkSizeBytes } from '../../../src/core/pbs/index.js';
import type { SourceChunk } from '../../../src/pbs-client/backup/index.js';
import { compressNothing, createCodec, deriveDataKey, sha256 } from '../../../src/pbs-client/codec/index.js';
import { idOf } from '../../../src/pbs-client/load/random.js';
import { type KnownChunk, makeChunks, type SyntheticArchive } from '../../../src/pbs-client/load/synthetic-archive.js';
import { makeContent } from '../../../src/pbs-client/load/synthetic-content.js';

const archive: SyntheticArchive = {
  name: 'root.pxar.didx',
  kind: 'dynamic',
  sizeBytes: 400_000,
  averageChunkBytes: 4096,
  dedupShare: 0,
  compressibleShare: 0.5,
  identity: [1, 'host', 'a', 0],
  codec: createCodec(compressNothing, null),
};
const of = (changes: Partial<SyntheticArchive>, known: readonly KnownChunk[] = []): SourceChunk[] => [
  ...makeChunks({ ...archive, ...changes }, known),
];
const sum = (chunks: readonly { sizeBytes: number }[]): number => chunks.reduce((all, one) => all + one.sizeBytes, 0);

/** Bytes of chunks that were neither known before nor there already. */
function newBytes(chunks: readonly SourceChunk[], known: readonly KnownChunk[]): number {
  const seen = new Set(known.map((one) => one.digest));
  return sum(chunks.filter((one) => !seen.has(one.digest) && seen.add(one.digest)));
}

test('any size, share and kind: the size is met to the byte, the share to a few chunks', () => {
  const first = of({});
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 600_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 1, max: 1e6 }),
      (sizeBytes, dedupShare, hasPrevious, seed) => {
        const known = hasPrevious ? first : [];
        const chunks = of({ sizeBytes, dedupShare, identity: [seed] }, known);
        assert.equal(sum(chunks), sizeBytes);
        const wanted = sizeBytes * (1 - dedupShare);
        // The last chunk of what is wanted, the first of what cannot be repeated yet, and what fits nowhere at the end.
        assert.ok(Math.abs(newBytes(chunks, known) - wanted) <= 3 * 4 * archive.averageChunkBytes, `${wanted}`);
      },
    ),
    { numRuns: 60 },
  );
});

test('the same seed gives the same chunks, another host, seed or state gives others', () => {
  const digests = (changes: Partial<SyntheticArchive>): string =>
    of(changes)
      .map((one) => one.digest)
      .join();
  assert.equal(digests({}), digests({}));
  const others = [
    [2, 'host', 'a', 0],
    [1, 'host', 'b', 0],
    [1, 'host', 'a', 1000],
  ];
  const all = new Set([{}, ...others.map((identity) => ({ identity })), { name: 'other' }].map(digests));
  assert.equal(all.size, 5);
});

test('sizes of a stream lie between a quarter of the average and four times it, about the average', () => {
  const sizes = of({ sizeBytes: 2_000_000 }).map((one) => one.sizeBytes);
  assert.ok(sizes.slice(0, -1).every((size) => size >= 1024 && size <= 16_384));
  const mean = 2_000_000 / sizes.length;
  assert.ok(mean > 3300 && mean < 4300, `${mean}`);
});

test('an image has blocks of 4 MiB and a short last one; a known one stays in its place', () => {
  const image: Partial<SyntheticArchive> = {
    kind: 'fixed',
    sizeBytes: 3 * fixedChunkSizeBytes + 5000,
    compressibleShare: 1,
  };
  const first = of(image);
  assert.deepEqual(
    first.map((one) => one.sizeBytes),
    [fixedChunkSizeBytes, fixedChunkSizeBytes, fixedChunkSizeBytes, 5000],
  );
  const again = of({ ...image, dedupShare: 1 }, first);
  assert.deepEqual(
    again.map((one) => one.digest),
    first.map((one) => one.digest),
  );
});

test('a new chunk is what its digest says, plain or encrypted, and compresses as asked', () => {
  for (const share of [0, 0.3, 1]) {
    const { bytes, pack } = makeContent(idOf('x'), 300_001, share);
    const packed = pack();
    assert.ok(Math.abs(packed.length - 300_001 * (1 - share)) < 40, `${packed.length}`);
    const blob = archive.codec.encodePacked(bytes, packed);
    assert.ok(Buffer.from(decodeBlob(blob, bytes.length) ?? []).equals(bytes));
  }
  const [plain] = of({});
  assert.ok(plain !== undefined);
  assert.equal(sha256(archive.codec.decode(plain.encode(), plain.sizeBytes)), plain.digest);
  const codec = createCodec(compressNothing, deriveDataKey(new Uint8Array(32)));
  const [sealed] = of({ codec });
  assert.ok(sealed !== undefined);
  assert.equal(codec.digest(codec.decode(sealed.encode(), sealed.sizeBytes)), sealed.digest);
});
