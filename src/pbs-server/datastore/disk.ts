// Real files, written so that a crash leaves the old one or the new one, never half of either.
// In: paths and bytes. Out: files on disk, and Node's disk errors as PBS would word them (a Rust io::Error's text).
import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** PBS's `sync-level` of a datastore: `file` syncs each file as it is written, `filesystem` syncs all of them at finish. */
export const syncLevels = ['none', 'file', 'filesystem'] as const;
export type SyncLevel = (typeof syncLevels)[number];

/** Mark of files under construction; a start removes what a crash left of them. */
export const temporaryMark = '.tmp_';

/** strerror of glibc, as Rust prints it; keyed by Node's name for it. */
const errorTexts: Readonly<Record<string, string>> = {
  EACCES: 'Permission denied (os error 13)',
  EDQUOT: 'Disk quota exceeded (os error 122)',
  EEXIST: 'File exists (os error 17)',
  EFBIG: 'File too large (os error 27)',
  EINVAL: 'Invalid argument (os error 22)',
  EIO: 'Input/output error (os error 5)',
  EISDIR: 'Is a directory (os error 21)',
  ELOOP: 'Too many levels of symbolic links (os error 40)',
  EMFILE: 'Too many open files (os error 24)',
  ENAMETOOLONG: 'File name too long (os error 36)',
  ENOENT: 'No such file or directory (os error 2)',
  ENOSPC: 'No space left on device (os error 28)',
  ENOTDIR: 'Not a directory (os error 20)',
  ENOTEMPTY: 'Directory not empty (os error 39)',
  EPERM: 'Operation not permitted (os error 1)',
  EROFS: 'Read-only file system (os error 30)',
};

export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** True for an error that the disk gave us, as opposed to a mistake of our own. */
export function isDiskError(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

export function describeDiskError(error: unknown): string {
  return errorTexts[errorCode(error)] ?? (error instanceof Error ? error.message : String(error));
}

/** Writes all of `bytes` at `position`; a full disk may take a part first. */
export async function writeAllAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** fsync of a file, or of a folder's entries (new names, renames). */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Puts a whole file in place at once: a temporary neighbour, then a rename over the old one.
 * `stagingFolder` must be on the same file system; default is the target's own folder.
 */
export async function replaceFile(
  path: string,
  bytes: Uint8Array,
  options: { readonly syncLevel: SyncLevel; readonly stagingFolder?: string },
): Promise<void> {
  const staging = options.stagingFolder ?? dirname(path);
  const temporary = join(staging, `${basename(path)}${temporaryMark}${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(temporary, 'wx', 0o644);
    try {
      await writeAllAt(file, bytes, 0);
      if (options.syncLevel === 'file') await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  if (options.syncLevel === 'file') await syncPath(dirname(path));
}
