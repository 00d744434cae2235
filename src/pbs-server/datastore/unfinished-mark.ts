// The mark of a snapshot that is being written: a file in its folder from the upgrade until finish is through. A start removes
// what still carries it, so that a manifest that came early does not make a torn snapshot look finished. PBS knows no such
// file and never sees one: it is gone when finish answers. In: a snapshot's folder. Out: the mark made, found, taken off.
import { lstat, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './disk.js';

const markName = '.pbscope.unfinished';

export async function markUnfinished(folder: string): Promise<void> {
  await writeFile(join(folder, markName), '');
}

export async function clearUnfinishedMark(folder: string): Promise<void> {
  await rm(join(folder, markName), { force: true });
}

export async function hasUnfinishedMark(folder: string): Promise<boolean> {
  try {
    await lstat(join(folder, markName));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
