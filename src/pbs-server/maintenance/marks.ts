// What an administrator notes down about snapshots and groups (protocol.md 3): notes and the protected flag. In: a datastore,
// a name, a value. Out: what stands there, or null once it does, or PBS's text why not.
import { join } from 'node:path';
import {
  checkInside,
  type Datastore,
  formatSnapshot,
  type GroupName,
  groupFolder,
  groupNotesName,
  isMissing,
  isProtected,
  loadManifest,
  readStored,
  refuseLocked,
  replaceFile,
  type SnapshotName,
  writeProtection,
} from '../datastore/index.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';

export async function readNotes(datastore: Datastore, snapshot: SnapshotName): Promise<Outcome<string>> {
  const manifest = await loadManifest(datastore.snapshotFolder(snapshot));
  return isRefusal(manifest) ? manifest : (manifest.unprotected?.notes ?? '');
}

export async function writeNotes(datastore: Datastore, snapshot: SnapshotName, notes: string): Promise<Refusal | null> {
  const refusal = await datastore.updateManifest(snapshot, { notes });
  return refusal === null ? null : refuse(`unable to update manifest blob - ${refusal.text}`);
}

export function readProtected(datastore: Datastore, snapshot: SnapshotName): Promise<boolean> {
  return isProtected(datastore.snapshotFolder(snapshot));
}

/** Waits for nobody: a snapshot that is being written or read keeps its flag. */
export async function setProtected(
  datastore: Datastore,
  snapshot: SnapshotName,
  protection: 'on' | 'off',
): Promise<Refusal | null> {
  const folder = datastore.snapshotFolder(snapshot);
  const release = datastore.snapshotLocks.tryExclusive(folder);
  if (release === null) return refuseLocked('snapshot', folder, 'possibly running or in use');
  try {
    // Looked for behind the lock: it may have been forgotten while the call was on its way.
    if (!(await datastore.hasSnapshot(snapshot))) return refuse(`snapshot ${formatSnapshot(snapshot)} does not exist!`);
    await writeProtection(folder, protection);
    return null;
  } finally {
    release();
  }
}

/** PBS keeps them in a file of the group; a group without one has empty notes. */
export async function readGroupNotes(datastore: Datastore, group: GroupName): Promise<string> {
  const folder = groupFolder(datastore.folder, group);
  await checkInside(datastore.folder, folder);
  try {
    return (await readStored(join(folder, groupNotesName))).toString('utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

export async function writeGroupNotes(datastore: Datastore, group: GroupName, notes: string): Promise<void> {
  const folder = groupFolder(datastore.folder, group);
  await checkInside(datastore.folder, folder);
  await replaceFile(join(folder, groupNotesName), Buffer.from(notes), { syncLevel: datastore.syncLevel });
}
