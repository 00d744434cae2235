// One server per datastore folder: a start removes unfinished snapshots, which must not be another server's running ones.
// In: a folder. Out: a release function, or an error for the operator. A lock of a process that is gone counts for nothing.
import { randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, isMissing, temporaryMark } from './disk.js';

/** The operator's fault, not ours: two servers on one folder. */
export class DatastoreInUse extends Error {
  readonly folder: string;
  /** Null when it could not be told who. */
  readonly pid: number | null;

  constructor(folder: string, pid: number | null) {
    super(`datastore folder ${folder} is in use by another pbscope server${pid === null ? '' : ` (pid ${pid})`}`);
    this.folder = folder;
    this.pid = pid;
  }
}

const lockFileName = '.pbscope.lock';
/** A lock that is stale is taken away once; one that comes back meanwhile is somebody's. */
const maxAttempts = 3;
const guardLifetimeMs = 10_000;

/** Folders that this very process holds or is about to: a lock file with our pid, otherwise, was left by a namesake that is gone. */
const ownFolders = new Set<string>();

export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, lockFileName);
  if (ownFolders.has(path)) throw new DatastoreInUse(folder, process.pid);
  ownFolders.add(path);
  try {
    await takeLock(folder, path);
    return () => release(path);
  } catch (error) {
    ownFolders.delete(path);
    throw error;
  }
}

async function takeLock(folder: string, path: string): Promise<void> {
  const owner = await describeProcess(process.pid);
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (await tryCreate(path, owner)) return;
    const found = await readOwner(path);
    if (found === null) continue; // released in this moment
    if (await isHeld(found)) throw new DatastoreInUse(folder, Number.parseInt(found, 10));
    await removeStale(path, found);
  }
  throw new DatastoreInUse(folder, null);
}

/** The lock appears whole or not at all: nobody ever reads an empty one. */
async function tryCreate(path: string, owner: string): Promise<boolean> {
  const draft = draftPath(path);
  await writeFile(draft, `${owner}\n`);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/**
 * Two starts may find the same stale lock, and the slower one must not take away the quicker one's new lock: one at a time
 * looks again and removes what it has seen before.
 */
async function removeStale(path: string, found: string): Promise<void> {
  const guard = `${path}.takeover`;
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    await removeIfOld(guard);
    return;
  }
  try {
    if ((await readOwner(path)) === found) await rm(path, { force: true });
  } finally {
    await rm(guard, { force: true });
  }
}

/** A guard stands for a moment; one that is older was left by a crash in that moment. */
async function removeIfOld(guard: string): Promise<void> {
  try {
    if (Date.now() - (await stat(guard)).mtimeMs > guardLifetimeMs) await rm(guard, { force: true });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

const draftPath = (path: string): string => `${path}${temporaryMark}${randomBytes(6).toString('hex')}`;

async function readOwner(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function isHeld(owner: string): Promise<boolean> {
  const pid = Number.parseInt(owner, 10);
  return pid !== process.pid && isAlive(pid) && (owner === String(pid) || owner === (await describeProcess(pid)));
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Pid and, where the kernel tells it, the time of its start: in a container the same few pids come again and again. */
async function describeProcess(pid: number): Promise<string> {
  try {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = status.slice(status.lastIndexOf(')') + 2).split(' '); // the name in front may hold anything
    return `${pid} ${fields[19] ?? ''}`.trim(); // field 22 of proc(5), starttime
  } catch {
    return String(pid); // no /proc on this system
  }
}

async function release(path: string): Promise<void> {
  ownFolders.delete(path);
  await rm(path, { force: true });
}
