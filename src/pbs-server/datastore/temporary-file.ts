// Where an index grows before it has a name: `root.pxar.didx` → `root.pxar.tmp_didx`, as PBS calls it.
// In: the final path. Out: an open file. Two writers of one name get two files, so neither can spoil the other.
import { type FileHandle, open } from 'node:fs/promises';
import { errorCode, temporaryMark } from './disk.js';

export interface TemporaryFile {
  readonly path: string;
  readonly file: FileHandle;
}

/** One more than the 256 writers that a session can have. */
const maxAttempts = 257;

export async function createTemporary(path: string): Promise<TemporaryFile> {
  for (let attempt = 0; ; attempt += 1) {
    const suffix = attempt === 0 ? '' : `.${attempt}`;
    const candidate = path.replace(/\.([a-z]+)$/, `${suffix}${temporaryMark}$1`);
    try {
      return { path: candidate, file: await open(candidate, 'wx+', 0o644) };
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || attempt >= maxAttempts) throw error;
    }
  }
}
