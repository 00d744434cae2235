// In: a folder and a name out of an archive. Out: the path below the folder that it means, or null when it would lead out: `..`,
// an absolute name, or a parent that is a symlink.
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';

export async function resolveInside(folder: string, name: string): Promise<string | null> {
  if (name.startsWith('/') || name.includes('\0')) return null;
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) return null;
  let path = folder;
  for (const [index, part] of parts.entries()) {
    path = join(path, part);
    if (index < parts.length - 1 && !(await isFolder(path))) return null;
  }
  return path;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isDirectory();
  } catch {
    return false; // a parent that the archive never named
  }
}
