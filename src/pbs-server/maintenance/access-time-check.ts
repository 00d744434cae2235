// Whether the file system keeps the access times it is told: garbage collection lives on them, and one that ignores them would
// lose chunks in use. In: a folder on it, whose own time is tried, as a full disk takes no new file. Out: null, or the refusal.
import { lstat, lutimes } from 'node:fs/promises';
import { describeDiskError, isDiskError } from '../datastore/index.js';
import { type Refusal, refuse } from '../refusal.js';

const longAgo = new Date(0);
/** File systems round times; none of ours by more than this. */
const maxRoundingMs = 1000;

export async function checkAccessTimes(folder: string): Promise<Refusal | null> {
  try {
    await lutimes(folder, longAgo, longAgo);
    const before = (await lstat(folder)).atimeMs;
    const now = new Date();
    await lutimes(folder, now, now);
    const after = (await lstat(folder)).atimeMs;
    const isKept = before <= maxRoundingMs && Math.abs(after - now.getTime()) <= maxRoundingMs;
    return isKept ? null : refuse('access time safety check failed - the file system does not keep access times');
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(`access time safety check failed - ${describeDiskError(error)}`);
  }
}
