// Whether the file system keeps the access times it is told: garbage collection lives on them, and one that ignores them would
// lose chunks in use. In: the chunk folder. Out: null, or the refusal.
import { lstat, lutimes, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeDiskError, isDiskError } from '../datastore/index.js';
import { type Refusal, refuse } from '../refusal.js';

const probeName = '.incoming/access-time-probe';
const longAgo = new Date(0);

export async function checkAccessTimes(chunksFolder: string): Promise<Refusal | null> {
  const path = join(chunksFolder, probeName);
  try {
    await writeFile(path, '');
    await lutimes(path, longAgo, longAgo);
    const before = (await lstat(path)).atimeMs;
    const now = new Date();
    await lutimes(path, now, now);
    const after = (await lstat(path)).atimeMs;
    // File systems round: a second either way is none of ours.
    const isKept = before <= longAgo.getTime() && Math.abs(after - now.getTime()) <= 1000;
    return isKept ? null : refuse('access time safety check failed - the file system does not keep access times');
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(`access time safety check failed - ${describeDiskError(error)}`);
  } finally {
    await rm(path, { force: true });
  }
}
