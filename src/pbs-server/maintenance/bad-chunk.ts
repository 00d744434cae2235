// Chunks that verification found corrupt: out of the way, but not away (PBS: `<digest>.0.bad` to `.9.bad` beside it), so that
// the next backup uploads them anew. In: a chunk's path. Out: the file renamed, and its names.
import { lstat, rename } from 'node:fs/promises';
import { isMissing } from '../datastore/index.js';

/** The last one is written over. */
const maxBadCount = 10;
const badName = /^([0-9a-f]{64})\.\d\.bad$/;

export function badChunkPaths(chunkPath: string): readonly string[] {
  return Array.from({ length: maxBadCount }, (_, index) => `${chunkPath}.${index}.bad`);
}

/** Digest of a renamed chunk; null for any other name. */
export function parseBadName(name: string): string | null {
  return badName.exec(name)?.[1] ?? null;
}

/** Where it went; null when it was not there. */
export async function renameBadChunk(chunkPath: string): Promise<string | null> {
  const target = await freeBadPath(chunkPath);
  try {
    await rename(chunkPath, target);
    return target;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function freeBadPath(chunkPath: string): Promise<string> {
  const paths = badChunkPaths(chunkPath);
  for (const path of paths) {
    if (!(await isThere(path))) return path;
  }
  return paths.at(-1) ?? chunkPath;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
