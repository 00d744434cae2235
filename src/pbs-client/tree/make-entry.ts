// In: one entry of an archive, its path found safe. Out: it exists, with owner (for root), mode and time; or why it does not.
// Existing files are never written over or through.
import { chmod, chown, lchown, link, lutimes, mkdir, open, symlink, utimes } from 'node:fs/promises';
import type { Readable } from 'node:stream';

export interface NewEntry {
  readonly name: string;
  readonly path: string;
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeSeconds: number;
  /** Of a symlink, as it stands; of a hard link, the path inside the folder. */
  readonly linkTarget: string;
}

/** For owners alone until all is written; `finishFolder` gives it its own. */
const workingFolderMode = 0o700;
const workingFileMode = 0o600;

/** Null when made. */
export async function makeEntry(entry: NewEntry, content: Readable): Promise<string | null> {
  try {
    switch (entry.type) {
      case 'directory':
        await mkdir(entry.path, { mode: workingFolderMode, recursive: true });
        return null;
      case 'symlink':
        await symlink(entry.linkTarget, entry.path);
        if (isRoot()) await lchown(entry.path, entry.uid, entry.gid);
        await lutimes(entry.path, ...timesOf(entry));
        return null;
      case 'link':
        await link(entry.linkTarget, entry.path);
        return null;
      case 'file':
      case 'contiguous-file':
        await writeFile(entry, content);
        return null;
      default:
        return `it is a ${entry.type}, which cannot be made from here`;
    }
  } catch (error) {
    if (isFatal(error)) throw error;
    return (error as Error).message;
  }
}

/** A full disk, or a stream that ends early, is not a matter of one entry. */
const isFatal = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined || ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO'].includes(code);
};

const isRoot = (): boolean => process.getuid?.() === 0;

/** Of access and change. Node takes a negative number for "now", a Date before 1970 for what it is. */
function timesOf({ mtimeSeconds }: NewEntry): [Date | number, Date | number] {
  const time = mtimeSeconds < 0 ? new Date(mtimeSeconds * 1000) : mtimeSeconds;
  return [time, time];
}

async function writeFile(entry: NewEntry, content: Readable): Promise<void> {
  const file = await open(entry.path, 'wx', workingFileMode);
  try {
    for await (const bytes of content) await file.writeFile(bytes as Buffer);
    if (isRoot()) await file.chown(entry.uid, entry.gid); // before the mode: it takes setuid away
    await file.chmod(entry.mode);
    await file.utimes(...timesOf(entry));
  } finally {
    await file.close();
  }
}

export async function finishFolder(entry: NewEntry): Promise<void> {
  const { path, uid, gid, mode } = entry;
  if (isRoot()) await chown(path, uid, gid);
  await chmod(path, mode);
  await utimes(path, ...timesOf(entry));
}
