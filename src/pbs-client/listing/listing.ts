// What is on the server: snapshots of a namespace or a group, files of a snapshot, the newest snapshot of a group. In: a
// connection. Out: the REST replies as values; what a server leaves out is null, what it adds is let be (protocol.md 3).
import { isJsonObject, type Json, type JsonObject } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Connection, SnapshotName } from '../connect/index.js';

/** A group, or with its time one snapshot of it. */
export type GroupName = Omit<SnapshotName, 'timeSeconds'>;

export interface ListedSnapshot {
  readonly snapshot: SnapshotName;
  readonly sizeBytes: number | null;
  readonly files: readonly string[];
  readonly owner: string | null;
  readonly isProtected: boolean;
  readonly comment: string | null;
}

export interface ListedFile {
  readonly name: string;
  readonly sizeBytes: number | null;
  readonly cryptMode: string | null;
}

const manifestSuffix = 'index.json.blob';

/** Newest last, as the official client prints them. */
export async function listSnapshots(
  connection: Connection,
  store: string,
  where: { readonly namespace: string; readonly type?: string; readonly id?: string },
): Promise<readonly ListedSnapshot[]> {
  const data = await connection.ask('listSnapshots', {
    store,
    'backup-id': where.id,
    'backup-type': where.type,
    ns: where.namespace === '' ? undefined : where.namespace,
  });
  const listed = itemsOf(data).map((item) => snapshotOf(item, where.namespace));
  return listed.sort((a, b) => compare(groupOf(a), groupOf(b)) || a.snapshot.timeSeconds - b.snapshot.timeSeconds);
}

export async function listFiles(
  connection: Connection,
  store: string,
  snapshot: SnapshotName,
): Promise<readonly ListedFile[]> {
  const data = await connection.ask('listFiles', {
    store,
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    'backup-type': snapshot.type,
    ns: snapshot.namespace === '' ? undefined : snapshot.namespace,
  });
  return itemsOf(data).map((item) => ({
    name: textOf(item['filename']) ?? '',
    sizeBytes: numberOf(item['size']),
    cryptMode: textOf(item['crypt-mode']),
  }));
}

/** One that is still being written has no manifest and is passed over. */
export async function findLatest(connection: Connection, store: string, group: GroupName): Promise<SnapshotName> {
  const finished = (await listSnapshots(connection, store, group)).filter((one) => one.files.includes(manifestSuffix));
  const latest = finished.at(-1);
  if (latest === undefined)
    throw new ClientFailure('not-found', `backup group ${group.type}/${group.id} does not contain any snapshots.`);
  return latest.snapshot;
}

const groupOf = ({ snapshot }: ListedSnapshot): string => `${snapshot.type}/${snapshot.id}`;
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const textOf = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
const numberOf = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null);

function itemsOf(data: Json): readonly JsonObject[] {
  if (Array.isArray(data)) return data.filter(isJsonObject);
  throw new ClientFailure('damaged', 'the server gave no list');
}

function snapshotOf(item: JsonObject, namespace: string): ListedSnapshot {
  const type = textOf(item['backup-type']);
  const files = Array.isArray(item['files']) ? item['files'] : [];
  if (type !== 'vm' && type !== 'ct' && type !== 'host')
    throw new ClientFailure('damaged', 'the server listed a snapshot of no type');
  return {
    snapshot: {
      type,
      id: textOf(item['backup-id']) ?? '',
      timeSeconds: numberOf(item['backup-time']) ?? 0,
      namespace,
    },
    sizeBytes: numberOf(item['size']),
    // 4.x lists objects, older servers names.
    files: files.flatMap((file) => textOf(isJsonObject(file) ? file['filename'] : file) ?? []),
    owner: textOf(item['owner']),
    isProtected: item['protected'] === true,
    comment: textOf(item['comment']),
  };
}
