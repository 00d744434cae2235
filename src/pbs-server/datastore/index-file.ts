// Index files that lie in the store, read piece by piece (protocol.md 7.4, 7.5).
// In: a path. Out: entries in batches, the sums over them, or PBS's text why it cannot be opened. Never holds a whole index.
import { createHash } from 'node:crypto';
import { type IndexEntry, IndexFileParser, indexHeaderBytes } from '../../core/pbs/index.js';
import { type Outcome, type Refusal, refuse } from '../refusal.js';
import { describeDiskError, isDiskError } from './disk.js';
import type { ArchiveKind } from './layout.js';
import { openStored } from './stored-file.js';

/** 256 KiB of an index are about 6500 entries: enough for speed, little to hold. */
const readBytes = 262_144;

/** Goes on when what `onEntries` gave back, if that is a promise, is through. */
export function readIndexEntries(
  path: string,
  kind: Exclude<ArchiveKind, 'blob'>,
  onEntries: (entries: readonly IndexEntry[]) => unknown,
): Promise<Refusal | null> {
  const parser = new IndexFileParser();
  return readIndex(path, kind, parser, (part) => onEntries(parser.feed(part)));
}

export interface IndexSums {
  /** SHA-256 over the entries as they stand in the file; the header's own csum is not trusted (protocol.md 7.5). */
  readonly csum: string;
  /** Size of the archive. */
  readonly sizeBytes: number;
}

export async function readIndexSums(path: string, kind: Exclude<ArchiveKind, 'blob'>): Promise<Outcome<IndexSums>> {
  const parser = new IndexFileParser();
  const hash = createHash('sha256');
  let positionBytes = 0;
  const refusal = await readIndex(path, kind, parser, (part) => {
    parser.feed(part);
    hash.update(part.subarray(Math.min(part.length, Math.max(0, indexHeaderBytes - positionBytes))));
    positionBytes += part.length;
  });
  return refusal ?? { csum: hash.digest('hex'), sizeBytes: parser.archiveBytes };
}

async function readIndex(
  path: string,
  kind: Exclude<ArchiveKind, 'blob'>,
  parser: IndexFileParser,
  onPart: (part: Buffer) => unknown,
): Promise<Refusal | null> {
  const opening = `Unable to open ${kind} index "${path}" - `;
  try {
    const file = await openStored(path);
    for await (const part of file.createReadStream({ highWaterMark: readBytes })) await onPart(part as Buffer);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(opening + describeDiskError(error));
  }
  const isOtherKind = parser.header !== null && parser.header.kind !== kind;
  const fault = isOtherKind ? 'got unknown magic number' : parser.end();
  return fault === null ? null : refuse(`${opening}${fault}`);
}
