// What a finished session has written made to survive a power cut (`sync-level`). In: chunks and folders. Out: fsyncs.
// PBS's `filesystem` level is one syncfs, which Node does not have, so it is done file by file.
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChunkStore } from './chunk-store.js';
import { isMissing, syncPath } from './disk.js';

export async function syncChunks(chunks: ChunkStore, digests: Iterable<string>): Promise<void> {
  const folders = new Set<string>();
  for (const digest of digests) {
    const path = chunks.path(digest);
    await syncIfThere(path);
    folders.add(dirname(path));
  }
  for (const path of [...folders, chunks.folder]) await syncIfThere(path);
}

/** The files of a folder below the datastore, and the names of all folders that lead to it. */
export async function syncFolder(storeFolder: string, folder: string): Promise<void> {
  for (const name of await readdir(folder)) await syncIfThere(join(folder, name));
  for (let path = folder; path !== storeFolder; path = dirname(path)) await syncPath(path);
  await syncPath(storeFolder);
}

/** One that is gone (garbage collection, a second writer) needs no fsync. */
async function syncIfThere(path: string): Promise<void> {
  try {
    await syncPath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
