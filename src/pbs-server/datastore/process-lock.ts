// One server per datastore folder: a start removes unfinished snapshots, which must not be another server's running ones.
// In: a folder. Out: a release function, or an error for the operator. A lock of a process that is gone counts for nothing.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './disk.js';

const lockFileName = '.pbscope.lock';

/** Folders locked by this very process: a lock file with our pid but not in here was left by a namesake that is gone. */
const ownFolders = new Set<string>();

export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockFileName);
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      await writeFile(path, `${process.pid}\n`, { flag: 'wx' });
      ownFolders.add(path);
      return () => release(path);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const owner = Number.parseInt(await readFile(path, 'utf8'), 10);
    if (owner === process.pid ? ownFolders.has(path) : isAlive(owner)) {
      throw new Error(`datastore folder ${folder} is in use by another pbscope server (pid ${owner})`);
    }
    await rm(path, { force: true });
  }
  throw new Error(`datastore folder ${folder} is being opened by another pbscope server`);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function release(path: string): Promise<void> {
  ownFolders.delete(path);
  await rm(path, { force: true });
}
