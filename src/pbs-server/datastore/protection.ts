// The protected flag of a snapshot: PBS's empty file `.protected` in its folder. In: a snapshot's folder. Out: whether it is
// set, or the flag set and taken off. Who holds the lock is the caller's business.
import { lstat, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing } from './disk.js';

const protectedName = '.protected';

export async function isProtected(folder: string): Promise<boolean> {
  try {
    await lstat(join(folder, protectedName));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

export async function writeProtection(folder: string, protection: 'on' | 'off'): Promise<void> {
  const path = join(folder, protectedName);
  if (protection === 'off') return rm(path, { force: true });
  if (!(await isProtected(folder))) await writeFile(path, '', { flag: 'wx' });
}
