// Groups and snapshots as folders (protocol.md 7.7): who is there, which is finished, what goes when unfinished.
// In: a datastore folder. Out: names and files. Reads names and sizes only, opens no archive.
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName, parseBackupTime, safeId } from '../../core/pbs/index.js';
import { errorCode, isMissing, replaceFile, type SyncLevel } from './disk.js';
import {
  backupTypes,
  type GroupName,
  groupFolder,
  namespaceFolder,
  ownerFileName,
  type SnapshotName,
  snapshotFolder,
} from './layout.js';
import { checkInside, readStored } from './stored-file.js';

/** Symbolic links are no folders here, neither on the way nor in it. */
async function listFolders(storeFolder: string, folder: string): Promise<readonly string[]> {
  try {
    await checkInside(storeFolder, folder);
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (isMissing(error) || errorCode(error) === 'ELOOP') return [];
    throw error;
  }
}

export async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Namespaces below `namespace`, itself first, parents before children. */
export async function listNamespaces(storeFolder: string, namespace: string): Promise<readonly string[]> {
  const names = await listFolders(storeFolder, join(namespaceFolder(storeFolder, namespace), 'ns'));
  const children = names
    .filter((name) => safeId.test(name))
    .map((name) => (namespace === '' ? name : `${namespace}/${name}`));
  const below = await Promise.all(children.map((child) => listNamespaces(storeFolder, child)));
  return [namespace, ...below.flat()];
}

export async function listGroups(storeFolder: string, namespace: string): Promise<readonly GroupName[]> {
  const groups: GroupName[] = [];
  for (const backupType of backupTypes) {
    const ids = await listFolders(storeFolder, join(namespaceFolder(storeFolder, namespace), backupType));
    for (const backupId of ids) {
      if (safeId.test(backupId)) groups.push({ namespace, backupType, backupId });
    }
  }
  return groups;
}

/** Snapshots of a group, oldest first, running ones included (protocol.md 5.9). */
export async function listSnapshots(storeFolder: string, group: GroupName): Promise<readonly SnapshotName[]> {
  const names = await listFolders(storeFolder, groupFolder(storeFolder, group));
  return names
    .map((name) => parseBackupTime(name))
    .filter((backupTime) => backupTime !== null)
    .map((backupTime) => ({ ...group, backupTime }))
    .sort((a, b) => a.backupTime - b.backupTime);
}

export function isFinished(storeFolder: string, snapshot: SnapshotName): Promise<boolean> {
  return exists(join(snapshotFolder(storeFolder, snapshot), manifestName));
}

/** Newest snapshot of a group that has a manifest; null = none. */
export async function findLastFinished(storeFolder: string, group: GroupName): Promise<SnapshotName | null> {
  const snapshots = await listSnapshots(storeFolder, group);
  for (const snapshot of [...snapshots].reverse()) {
    if (await isFinished(storeFolder, snapshot)) return snapshot;
  }
  return null;
}

/** Owner of a group, made the group's first visitor when it is new. */
export async function ensureOwner(
  storeFolder: string,
  group: GroupName,
  authId: string,
  syncLevel: SyncLevel,
): Promise<string> {
  const folder = groupFolder(storeFolder, group);
  await checkInside(storeFolder, folder);
  await mkdir(folder, { recursive: true });
  const owner = await readOwner(storeFolder, group);
  if (owner !== null) return owner;
  await writeOwner(storeFolder, group, authId, syncLevel);
  return authId;
}

export async function writeOwner(
  storeFolder: string,
  group: GroupName,
  authId: string,
  syncLevel: SyncLevel,
): Promise<void> {
  const folder = groupFolder(storeFolder, group);
  await checkInside(storeFolder, folder);
  await replaceFile(join(folder, ownerFileName), Buffer.from(`${authId}\n`), { syncLevel });
}

export async function readOwner(storeFolder: string, group: GroupName): Promise<string | null> {
  try {
    const text = await readStored(join(groupFolder(storeFolder, group), ownerFileName));
    return text.toString('utf8').split('\n')[0] ?? null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
