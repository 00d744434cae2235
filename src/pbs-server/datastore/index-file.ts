// Index files that lie in the store, read piece by piece (protocol.md 7.4, 7.5).
// In: a path. Out: entries in batches, or PBS's text why it cannot be opened. Never holds a whole index.
import { open } from 'node:fs/promises';
import { type IndexEntry, IndexFileParser } from '../../core/pbs/index.js';
import { type Refusal, refuse } from '../refusal.js';
import { describeDiskError, isDiskError } from './disk.js';
import type { ArchiveKind } from './layout.js';

/** 256 KiB of an index are about 6500 entries: enough for speed, little to hold. */
const readBytes = 262_144;

export async function readIndexEntries(
  path: string,
  kind: Exclude<ArchiveKind, 'blob'>,
  onEntries: (entries: readonly IndexEntry[]) => void,
): Promise<Refusal | null> {
  const opening = `Unable to open ${kind} index "${path}" - `;
  const parser = new IndexFileParser();
  try {
    const file = await open(path, 'r');
    for await (const part of file.createReadStream({ highWaterMark: readBytes }))
      onEntries(parser.feed(part as Buffer));
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(opening + describeDiskError(error));
  }
  const fault = parser.end();
  return fault === null ? null : refuse(`${opening}${fault}`);
}
