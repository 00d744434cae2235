// Snapshots and groups that go: on request, unless protected or in use (protocol.md 3), and at a start what a crash left of
// unfinished ones. In: a datastore's folder and names. Out: what went, or PBS's text why not.
import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName } from '../../core/pbs/index.js';
import { type Outcome, type Refusal, refuse } from '../refusal.js';
import { errorCode, isMissing, temporaryMark } from './disk.js';
import {
  type GroupName,
  groupFolder,
  groupNotesName,
  ownerFileName,
  type SnapshotName,
  snapshotFolder,
} from './layout.js';
import type { Locks } from './locks.js';
import { isProtected } from './protection.js';
import { isFinished, listGroups, listNamespaces, listSnapshots } from './snapshots.js';
import { checkInside } from './stored-file.js';
import { hasUnfinishedMark } from './unfinished-mark.js';

/** What removal asks of a datastore. */
interface Place {
  readonly folder: string;
  readonly groupLocks: Locks;
  readonly snapshotLocks: Locks;
}

export interface RemovedGroup {
  readonly protectedCount: number;
  readonly removedGroupCount: number;
  readonly removedSnapshotCount: number;
}

/**
 * The manifest goes first: a removal that is cut short would otherwise leave a snapshot that lists as finished and
 * lacks its archives. Without it, what is left counts as unfinished, and the next start removes the rest.
 */
export async function removeSnapshot(storeFolder: string, snapshot: SnapshotName): Promise<void> {
  const folder = snapshotFolder(storeFolder, snapshot);
  await checkInside(storeFolder, folder);
  await rm(join(folder, manifestName), { force: true });
  await rm(folder, { recursive: true, force: true });
}

export async function forgetSnapshot(place: Place, snapshot: SnapshotName): Promise<Refusal | null> {
  const refusal = await destroySnapshot(place, snapshot);
  if (refusal === null) await removeGroupIfEmpty(place, snapshot);
  return refusal;
}

async function destroySnapshot(place: Place, snapshot: SnapshotName): Promise<Refusal | null> {
  const folder = snapshotFolder(place.folder, snapshot);
  const release = place.snapshotLocks.tryExclusive(folder);
  if (release === null) return refuseLocked('snapshot', folder, 'possibly running or in use');
  try {
    if (await isProtected(folder)) return refuse('cannot remove protected snapshot');
    await removeSnapshot(place.folder, snapshot);
    return null;
  } finally {
    release();
  }
}

export function refuseLocked(what: string, folder: string, why: string): Refusal {
  return refuse(`unable to acquire lock on ${what} directory "${folder}" - ${why}`);
}

/** All snapshots of a group but the protected ones, and the group when nothing is left of it. */
export async function forgetGroup(place: Place, group: GroupName): Promise<Outcome<RemovedGroup>> {
  const folder = groupFolder(place.folder, group);
  const release = place.groupLocks.tryExclusive(folder);
  if (release === null) return refuseLocked('backup group', folder, 'possible running backup');
  try {
    let protectedCount = 0;
    let removedSnapshotCount = 0;
    for (const snapshot of await listSnapshots(place.folder, group)) {
      if (await isProtected(snapshotFolder(place.folder, snapshot))) {
        protectedCount += 1;
        continue;
      }
      const refusal = await destroySnapshot(place, snapshot);
      if (refusal !== null) return refusal;
      removedSnapshotCount += 1;
    }
    const isGone = await removeGroupFolder(place.folder, group);
    return { protectedCount, removedGroupCount: isGone ? 1 : 0, removedSnapshotCount };
  } finally {
    release();
  }
}

/** A group that somebody backs up into keeps its owner. */
async function removeGroupIfEmpty(place: Place, group: GroupName): Promise<void> {
  const release = place.groupLocks.tryExclusive(groupFolder(place.folder, group));
  if (release === null) return;
  try {
    await removeGroupFolder(place.folder, group);
  } finally {
    release();
  }
}

/** True when it went: it held nothing but its owner and its notes. */
async function removeGroupFolder(storeFolder: string, group: GroupName): Promise<boolean> {
  const folder = groupFolder(storeFolder, group);
  try {
    const own = new Set([ownerFileName, groupNotesName]);
    const names = await readdir(folder);
    if (names.some((name) => !own.has(name))) return false;
    for (const name of names) await rm(join(folder, name), { force: true });
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'ENOTEMPTY') return false;
    throw error;
  }
}

/** What a crash of the server left: snapshots that were never finished, and files that never got their name. */
export async function removeUnfinished(storeFolder: string): Promise<readonly SnapshotName[]> {
  const removed: SnapshotName[] = [];
  for (const namespace of await listNamespaces(storeFolder, '')) {
    for (const group of await listGroups(storeFolder, namespace)) {
      await removeTemporaries(groupFolder(storeFolder, group));
      for (const snapshot of await listSnapshots(storeFolder, group)) {
        const folder = snapshotFolder(storeFolder, snapshot);
        const isWhole = (await isFinished(storeFolder, snapshot)) && !(await hasUnfinishedMark(folder));
        if (isWhole) {
          await removeTemporaries(folder);
          continue;
        }
        await removeSnapshot(storeFolder, snapshot);
        removed.push(snapshot);
      }
    }
  }
  return removed;
}

/** Names that only this server and PBS give to files under way; nothing that a client may call its own ends so. */
const temporaryName = new RegExp(`${temporaryMark.replace('.', '\\.')}(?:[0-9a-f]{12}|[df]idx)$`);

async function removeTemporaries(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (temporaryName.test(name)) await rm(join(folder, name), { force: true });
  }
}
