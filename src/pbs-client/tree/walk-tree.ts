// In: a folder. Out: what lies in it, parents before children, names in order, so that the same tree gives the same stream. Stays
// on the folder's file system, as the official client does: a mount point is an empty folder.
import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface TreeEntry {
  /** Relative, with `/`; `.` is the folder itself. */
  readonly name: string;
  readonly path: string;
  readonly stats: BigIntStats;
}

/** What was left out, in words that end without a full stop. */
export type OnSkipped = (name: string, why: string) => void;

/** What Node puts in the place of bytes that are no UTF-8; such a name would come back as another one. */
const replacement = '\ufffd';

export async function* walkTree(folder: string, onSkipped: OnSkipped): AsyncGenerator<TreeEntry> {
  const stats = await lstat(folder, { bigint: true });
  yield* walk({ name: '.', path: folder, stats }, stats.dev, onSkipped);
}

async function* walk(entry: TreeEntry, device: bigint, onSkipped: OnSkipped): AsyncGenerator<TreeEntry> {
  yield entry;
  if (!entry.stats.isDirectory()) return;
  if (entry.stats.dev !== device) return onSkipped(entry.name, 'it is another file system');
  const names = await readNames(entry, onSkipped);
  for (const base of names) {
    const name = entry.name === '.' ? base : `${entry.name}/${base}`;
    if (base.includes(replacement)) {
      onSkipped(name, 'its name is no UTF-8');
      continue;
    }
    const path = join(entry.path, base);
    const stats = await lstat(path, { bigint: true }).catch((error: Error) => onSkipped(name, error.message));
    if (stats !== undefined) yield* walk({ name, path, stats }, device, onSkipped);
  }
}

async function readNames({ name, path }: TreeEntry, onSkipped: OnSkipped): Promise<readonly string[]> {
  try {
    return (await readdir(path)).sort();
  } catch (error) {
    onSkipped(name, (error as Error).message);
    return [];
  }
}
