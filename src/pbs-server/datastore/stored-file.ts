// Files and folders that lie in a datastore, opened so that nothing in it can lead out of it: a symbolic link in the way is
// an error, as is anything that is no plain file. In: paths. Out: open files, bytes, or the disk's error (ELOOP, EINVAL).
// The datastore folder itself and what is above it may be links: those are the operator's.
import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { isMissing } from './disk.js';

/** O_NONBLOCK: a named pipe would hold the open until somebody writes into it. */
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export async function openStored(path: string): Promise<FileHandle> {
  const file = await open(path, openFlags);
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw diskError('EINVAL', path);
}

export async function readStored(path: string): Promise<Buffer> {
  const file = await openStored(path);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** Throws when a part of `path` below the datastore is a symbolic link; parts that are not there yet are none. */
export async function checkInside(storeFolder: string, path: string): Promise<void> {
  let current = storeFolder;
  for (const part of relative(storeFolder, path).split(sep)) {
    if (part === '') continue;
    if (part === '..') throw diskError('EPERM', path);
    current = join(current, part);
    try {
      if ((await lstat(current)).isSymbolicLink()) throw diskError('ELOOP', current);
    } catch (error) {
      if (isMissing(error)) return;
      throw error;
    }
  }
}

/** As Node would throw it, so that it is worded as any other error of the disk. */
function diskError(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code, syscall: 'open', path });
}
