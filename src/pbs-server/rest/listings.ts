// Groups, snapshots and files as the REST API lists them (protocol.md 3; captures/pbs-4.1.1/12-pull). In: a call with its
// datastore. Out: PBS's item shapes, keys in its order: sorted, but for snapshots, which PBS streams as it finds them.
import type { Answer } from '../api/index.js';
import { streamedAnswer } from '../api/index.js';
import {
  type Datastore,
  findLastFinished,
  type GroupName,
  isProtected,
  listGroups,
  listSnapshots,
  loadManifest,
  readOwner,
  type SnapshotName,
} from '../datastore/index.js';
import { readGroupNotes } from '../maintenance/index.js';
import type { Personality } from '../personality.js';
import { isRefusal } from '../refusal.js';
import { isWithinReach } from './access.js';
import type { StoreCall } from './store-calls.js';

type Item = Readonly<Record<string, unknown>>;

/** Groups that the account may see. */
async function visibleGroups({ datastore, namespace, authId, reach }: StoreCall): Promise<readonly GroupName[]> {
  const groups = await listGroups(datastore.folder, namespace);
  const isVisible = await Promise.all(groups.map((group) => isWithinReach(datastore, group, authId, reach)));
  return groups.filter((_, index) => isVisible[index]);
}

export async function listGroupItems(call: StoreCall, personality: Personality): Promise<readonly Item[]> {
  const groups = await visibleGroups(call);
  const items = await Promise.all(groups.map((group) => describeGroup(call.datastore, group)));
  return items.filter((item) => personality.listsEmptyGroups || item['backup-count'] !== 0);
}

async function describeGroup(datastore: Datastore, group: GroupName): Promise<Item> {
  const snapshots = await listSnapshots(datastore.folder, group);
  const notes = await readGroupNotes(datastore, group);
  const last = (await findLastFinished(datastore.folder, group)) ?? snapshots.at(-1) ?? null;
  return {
    'backup-count': snapshots.length,
    'backup-id': group.backupId,
    'backup-type': group.backupType,
    ...(notes === '' ? {} : { comment: notes.split('\n')[0] }),
    files: last === null ? [] : (await datastore.listFiles(last)).map((file) => file.filename),
    'last-backup': last?.backupTime ?? 0,
    owner: await readOwner(datastore.folder, group),
  };
}

export interface SnapshotFilter {
  readonly backupType: string | null;
  readonly backupId: string | null;
}

/** Newest first within each group, running ones included, as PBS lists them. */
export async function listSnapshotItems(call: StoreCall, filter: SnapshotFilter): Promise<Answer> {
  const groups = (await visibleGroups(call)).filter(
    (group) =>
      (filter.backupType === null || filter.backupType === group.backupType) &&
      (filter.backupId === null || filter.backupId === group.backupId),
  );
  return streamedAnswer(describeSnapshots(call.datastore, groups));
}

async function* describeSnapshots(datastore: Datastore, groups: readonly GroupName[]): AsyncGenerator<Item> {
  for (const group of groups) {
    const owner = await readOwner(datastore.folder, group);
    const snapshots = await listSnapshots(datastore.folder, group);
    for (const snapshot of [...snapshots].reverse()) yield await describeSnapshot(datastore, snapshot, owner);
  }
}

async function describeSnapshot(datastore: Datastore, snapshot: SnapshotName, owner: string | null): Promise<Item> {
  const files = await datastore.listFiles(snapshot);
  const manifest = await loadManifest(datastore.snapshotFolder(snapshot));
  const unprotected = isRefusal(manifest) ? undefined : manifest.unprotected;
  return {
    'backup-type': snapshot.backupType,
    'backup-id': snapshot.backupId,
    'backup-time': snapshot.backupTime,
    ...(unprotected?.notes === undefined ? {} : { comment: unprotected.notes.split('\n')[0] }),
    ...(unprotected?.verify_state === undefined ? {} : { verification: unprotected.verify_state }),
    ...(unprotected?.['key-fingerprint'] === undefined ? {} : { fingerprint: unprotected['key-fingerprint'] }),
    files: files.map((file) => ({
      filename: file.filename,
      ...(file.cryptMode === null ? {} : { 'crypt-mode': file.cryptMode }),
      ...(file.sizeBytes === null ? {} : { size: file.sizeBytes }),
    })),
    ...(isRefusal(manifest) ? {} : { size: files.reduce((sum, file) => sum + (file.sizeBytes ?? 0), 0) }),
    ...(owner === null ? {} : { owner }),
    protected: await isProtected(datastore.snapshotFolder(snapshot)),
  };
}

export async function listFileItems(datastore: Datastore, snapshot: SnapshotName): Promise<readonly Item[]> {
  const files = await datastore.listFiles(snapshot);
  return files.map((file) => ({
    ...(file.cryptMode === null ? {} : { 'crypt-mode': file.cryptMode }),
    filename: file.filename,
    ...(file.sizeBytes === null ? {} : { size: file.sizeBytes }),
  }));
}
