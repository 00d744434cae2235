// Groups, snapshots and files as the REST API lists them (protocol.md 3). In: a datastore. Out: PBS's item shapes.
import {
  type Datastore,
  findLastFinished,
  type GroupName,
  listGroups,
  listSnapshots,
  loadManifest,
  readOwner,
  type SnapshotName,
} from '../datastore/index.js';
import { isRefusal } from '../refusal.js';

type Item = Readonly<Record<string, unknown>>;

export async function listGroupItems(datastore: Datastore, namespace: string): Promise<readonly Item[]> {
  const groups = await listGroups(datastore.folder, namespace);
  const items = await Promise.all(groups.map((group) => describeGroup(datastore, group)));
  return items.filter((item) => item !== null);
}

/** Null for a group that has nothing finished yet: PBS does not list it. */
async function describeGroup(datastore: Datastore, group: GroupName): Promise<Item | null> {
  const last = await findLastFinished(datastore.folder, group);
  if (last === null) return null;
  const snapshots = await listSnapshots(datastore.folder, group);
  return {
    'backup-type': group.backupType,
    'backup-id': group.backupId,
    'last-backup': last.backupTime,
    'backup-count': snapshots.length,
    files: (await datastore.listFiles(last)).map((file) => file.filename),
    owner: await readOwner(datastore.folder, group),
  };
}

/** Newest first within each group, running ones included, as PBS lists them. */
export async function listSnapshotItems(
  datastore: Datastore,
  filter: { readonly namespace: string; readonly backupType: string | null; readonly backupId: string | null },
): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (const group of await listGroups(datastore.folder, filter.namespace)) {
    if (filter.backupType !== null && filter.backupType !== group.backupType) continue;
    if (filter.backupId !== null && filter.backupId !== group.backupId) continue;
    const owner = await readOwner(datastore.folder, group);
    const snapshots = await listSnapshots(datastore.folder, group);
    for (const snapshot of [...snapshots].reverse()) items.push(await describeSnapshot(datastore, snapshot, owner));
  }
  return items;
}

async function describeSnapshot(datastore: Datastore, snapshot: SnapshotName, owner: string | null): Promise<Item> {
  const files = await listFileItems(datastore, snapshot);
  const manifest = await loadManifest(datastore.snapshotFolder(snapshot));
  const unprotected = isRefusal(manifest) ? undefined : manifest.unprotected;
  return {
    'backup-type': snapshot.backupType,
    'backup-id': snapshot.backupId,
    'backup-time': snapshot.backupTime,
    files,
    ...(isRefusal(manifest) ? {} : { size: files.reduce((sum, file) => sum + Number(file['size'] ?? 0), 0) }),
    ...(owner === null ? {} : { owner }),
    protected: false,
    ...(unprotected?.notes === undefined ? {} : { comment: unprotected.notes.split('\n')[0] }),
    ...(unprotected?.['key-fingerprint'] === undefined ? {} : { fingerprint: unprotected['key-fingerprint'] }),
    ...(unprotected?.verify_state === undefined ? {} : { verification: unprotected.verify_state }),
  };
}

export async function listFileItems(datastore: Datastore, snapshot: SnapshotName): Promise<readonly Item[]> {
  const files = await datastore.listFiles(snapshot);
  return files.map((file) => ({
    filename: file.filename,
    ...(file.cryptMode === null ? {} : { 'crypt-mode': file.cryptMode }),
    ...(file.sizeBytes === null ? {} : { size: file.sizeBytes }),
  }));
}
