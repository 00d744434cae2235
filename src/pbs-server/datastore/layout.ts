// Where things stand in a datastore folder: PBS's own layout, so that a real PBS could take it over (protocol.md 7.7).
// In: names that were checked against their patterns. Out: paths. Touches no disk.
import { join } from 'node:path';
import { formatBackupTime, groupPath, snapshotPath } from '../../core/pbs/index.js';
import { type Refusal, refuse } from '../refusal.js';

export interface GroupName {
  /** `''` = root, `a/b` = nested. */
  readonly namespace: string;
  readonly backupType: string;
  readonly backupId: string;
}

export type SnapshotName = GroupName & { readonly backupTime: number };

export const ownerFileName = 'owner';
export const groupNotesName = 'notes';
export const backupTypes: readonly string[] = ['vm', 'ct', 'host'];

/** `host/web01`, as texts and logs name a group: without its namespace. */
export function formatGroup(group: GroupName): string {
  return `${group.backupType}/${group.backupId}`;
}

/** `host/web01/2026-11-24T07:39:53Z`, as texts and logs name a snapshot: without its namespace. */
export function formatSnapshot(snapshot: SnapshotName): string {
  return `${formatGroup(snapshot)}/${formatBackupTime(snapshot.backupTime)}`;
}

/** The year 9999 is the last that a folder's name can say; a snapshot beyond it would be listed nowhere. */
const lastBackupTime = 253_402_300_799;
/** The calendar repeats itself after 400 years; a JavaScript date ends before PBS's integers do. */
const cycleSeconds = 12_622_780_800;
const cycleYears = 400;

export function checkBackupTime(seconds: number): Refusal | null {
  if (seconds <= lastBackupTime) return null;
  const yearInCycle = new Date((seconds % cycleSeconds) * 1000).getUTCFullYear();
  const year = yearInCycle + cycleYears * Math.floor(seconds / cycleSeconds);
  return refuse(`epoch_to_rfc3339_utc: wrong year '${year}'`);
}

/** `ns/a/ns/b` for `a/b`; the datastore itself for the root. */
export function namespaceFolder(storeFolder: string, namespace: string): string {
  const levels = namespace.split('/').filter((level) => level !== '');
  return join(storeFolder, ...levels.flatMap((level) => ['ns', level]));
}

export function groupFolder(storeFolder: string, group: GroupName): string {
  return join(storeFolder, groupPath(group.backupType, group.backupId, group.namespace));
}

export function snapshotFolder(storeFolder: string, snapshot: SnapshotName): string {
  const { backupType, backupId, backupTime, namespace } = snapshot;
  return join(storeFolder, snapshotPath(backupType, backupId, backupTime, namespace));
}

export function chunkFolderName(digest: string): string {
  return digest.slice(0, 4);
}

export type ArchiveKind = 'dynamic' | 'fixed' | 'blob';

/** Kind of a file by its extension; null = none of ours. */
export function archiveKind(fileName: string): ArchiveKind | null {
  if (fileName.endsWith('.didx')) return 'dynamic';
  if (fileName.endsWith('.fidx')) return 'fixed';
  return fileName.endsWith('.blob') ? 'blob' : null;
}
