// In: a path and a mode. Out: a folder is there, and every folder above it. Throws what the system said, `path` being the given one.
// Not mkdir's `recursive`: where a parent exists and takes no folder (below /proc, say), Node tries for ever.
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface FolderOptions {
  /** Of those that are made; one that is there keeps its own. */
  readonly mode?: number;
}

export function makeFolder(path: string, options: FolderOptions = {}): void {
  try {
    makeWithParents(path, options);
  } catch (error) {
    throw Object.assign(error as Error, { path }); // the caller knows no other
  }
}

function makeWithParents(path: string, options: FolderOptions): void {
  const parent = dirname(path);
  if (parent !== path && isMissing(parent)) makeWithParents(parent, options);
  try {
    mkdirSync(path, options);
  } catch (error) {
    if (!isFolder(path)) throw error; // else it was there, or another process was quicker
  }
}

const isFolder = (path: string): boolean => !isMissing(path) && statSync(path).isDirectory();

/** What cannot be looked at is not missing: making something in it then says why. */
function isMissing(path: string): boolean {
  try {
    statSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}
