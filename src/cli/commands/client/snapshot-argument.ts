// Snapshots and groups as people write them ⇄ values: `host/web01`, `host/web01/2026-11-24T08:00:00Z`.
import { formatBackupTime, parseBackupTime } from '../../../core/pbs/index.js';
import type { GroupName, SnapshotName } from '../../../pbs-client/index.js';
import { OperatorError } from '../../errors/index.js';

const pattern = /^(vm|ct|host)\/([A-Za-z0-9_][A-Za-z0-9._-]*)(?:\/(.+))?$/;

export function parseSnapshotOrGroup(text: string, namespace: string): SnapshotName | GroupName {
  const match = pattern.exec(text);
  const timeSeconds = match?.[3] === undefined ? null : parseBackupTime(match[3]);
  if (match === null || (match[3] !== undefined && timeSeconds === null))
    throw new OperatorError(
      `${text} is no snapshot.`,
      'Write TYPE/ID or TYPE/ID/TIME, for example host/web01/2026-11-24T08:00:00Z.',
    );
  const group = { type: match[1] as SnapshotName['type'], id: match[2] ?? '', namespace };
  return timeSeconds === null ? group : { ...group, timeSeconds };
}

/** One snapshot, not a group. */
export function parseSnapshot(text: string, namespace: string): SnapshotName {
  const parsed = parseSnapshotOrGroup(text, namespace);
  if ('timeSeconds' in parsed) return parsed;
  throw new OperatorError(
    `${text} is a group.`,
    `Add the time of a snapshot; pbscope client snapshots ${text} lists them.`,
  );
}

export const formatSnapshot = ({ type, id, timeSeconds }: SnapshotName): string =>
  `${type}/${id}/${formatBackupTime(timeSeconds)}`;

/** Unix seconds as the official client takes them, or RFC 3339 in UTC. */
export function parseBackupTimeFlag(text: string): number {
  const seconds = /^\d{1,11}$/.test(text) ? Number(text) : parseBackupTime(text);
  if (seconds !== null && seconds >= 1) return seconds;
  throw new OperatorError(`--backup-time ${text} is no time.`, 'Write 2026-11-24T08:00:00Z, or seconds since 1970.');
}
