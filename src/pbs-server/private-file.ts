// Small files with secrets in them: for their owner alone (0600), written whole or not at all, one writer at a time.
// In: paths and text. Out: files on disk. Knows nothing of what is in them.
import { randomBytes } from 'node:crypto';
import { open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder } from '../folders/index.js';

const fileMode = 0o600;
const folderMode = 0o700;
/** A change takes milliseconds: a lock of this age was left by a process that is gone. */
const staleLockMs = 10_000;
const retryMs = 20;
/** Longer than any lock can hold, stale ones included: then something else is wrong with it. */
const maxTries = 1000;

const codeOf = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;
export const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT';

export async function writePrivateFile(path: string, text: string): Promise<void> {
  makeFolder(dirname(path), { mode: folderMode });
  const draft = `${path}.tmp_${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(draft, 'wx', fileMode);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Runs `work` while no other process runs its own under the same name. */
export async function withLockFile<T>(path: string, work: () => Promise<T>): Promise<T> {
  makeFolder(dirname(path), { mode: folderMode });
  for (let tries = 0; !(await tryLock(path)); tries += 1) {
    if (tries === maxTries) {
      const message = `${path} is held by another process`;
      throw Object.assign(new Error(message), { code: 'EBUSY', syscall: 'open', path });
    }
    await pause(retryMs);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: 'wx', mode: fileMode });
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  try {
    if (Date.now() - (await stat(path)).mtimeMs > staleLockMs) await rm(path, { force: true });
  } catch (error) {
    if (!isMissing(error)) throw error; // its owner was quicker
  }
  return false;
}
