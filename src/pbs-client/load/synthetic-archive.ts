// The chunks of an archive that does not exist, in order: which are known, which are new, how large each is. In: a plan, a seed and
// what the server has. Out: chunks; only a new one costs bytes. The wanted share is met over the archive, by chance along it.
import { fixedChunkSizeBytes, type IndexEntry } from '../../core/pbs/index.js';
import type { SourceChunk } from '../backup/index.js';
import type { Codec } from '../codec/index.js';
import { idOf, startRandom } from './random.js';
import { makeContent } from './synthetic-content.js';

export interface SyntheticArchive {
  /** With the server's extension. */
  readonly name: string;
  readonly kind: 'dynamic' | 'fixed';
  readonly sizeBytes: number;
  readonly averageChunkBytes: number;
  readonly dedupShare: number;
  readonly compressibleShare: number;
  /** Whose content it is and when: another host, another seed or a later state gives other chunks. */
  readonly identity: readonly (string | number)[];
  readonly codec: Codec;
}

export interface KnownChunk {
  readonly digest: string;
  readonly sizeBytes: number;
}

/** Chunks that the server has, in the order of the previous archive. */
export const knownChunksOf = (entries: readonly IndexEntry[]): readonly KnownChunk[] =>
  entries.flatMap(({ digest, lengthBytes }) => (lengthBytes === null ? [] : [{ digest, sizeBytes: lengthBytes }]));

/** `known`: of the previous archive, in order, or a few that may be repeated. Without any, earlier new ones are repeated. */
export function* makeChunks(archive: SyntheticArchive, known: readonly KnownChunk[]): Generator<SourceChunk> {
  const { sizeBytes, dedupShare, identity, name } = archive;
  const random = startRandom(...identity, name);
  const own: KnownChunk[] = [];
  const wantedNewBytes = sizeBytes * (1 - dedupShare);
  let newBytes = 0;
  for (let offset = 0, index = 0; offset < sizeBytes; index += 1) {
    const leftBytes = sizeBytes - offset;
    const isNew = random() < (wantedNewBytes - newBytes) / leftBytes;
    const old = isNew ? null : pickKnown(known.length > 0 ? known : own, index, random, leftBytes, archive.kind);
    const chunk: SourceChunk =
      old === null
        ? makeNew(archive, index, Math.min(leftBytes, drawSize(archive, random)))
        : { ...old, encode: refuseToEncode };
    yield chunk;
    offset += chunk.sizeBytes;
    if (old !== null) continue;
    newBytes += chunk.sizeBytes;
    if (dedupShare > 0 && known.length === 0) own.push({ digest: chunk.digest, sizeBytes: chunk.sizeBytes });
  }
}

/** The one at the same place, else any that fits; null when none does. */
function pickKnown(
  chunks: readonly KnownChunk[],
  index: number,
  random: () => number,
  leftBytes: number,
  kind: SyntheticArchive['kind'],
): KnownChunk | null {
  const chunk = chunks[index] ?? chunks[Math.floor(random() * chunks.length)];
  if (chunk === undefined || chunk.sizeBytes > leftBytes) return null;
  // In an image only the last chunk is short.
  return kind === 'dynamic' || chunk.sizeBytes === Math.min(fixedChunkSizeBytes, leftBytes) ? chunk : null;
}

function makeNew(
  { identity, name, compressibleShare, codec }: SyntheticArchive,
  index: number,
  sizeBytes: number,
): SourceChunk {
  const { bytes, pack } = makeContent(idOf(...identity, name, index), sizeBytes, compressibleShare);
  return { digest: codec.digest(bytes), sizeBytes, encode: () => codec.encodePacked(bytes, pack()) };
}

const refuseToEncode = (): never => {
  throw new Error('a known chunk has no bytes'); // ours: the pipeline was not told that it is known
};

/** As content-defined chunks come out: a quarter of the average, then a border every 2/3 of it by chance, at most four times it. */
function drawSize({ kind, averageChunkBytes }: SyntheticArchive, random: () => number): number {
  if (kind === 'fixed') return fixedChunkSizeBytes;
  const drawn = averageChunkBytes / 4 - Math.log(1 - random()) * ((averageChunkBytes * 2) / 3);
  return Math.min(4 * averageChunkBytes, Math.round(drawn));
}
