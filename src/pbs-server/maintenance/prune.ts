// Prune of one group (protocol.md 3): marks by prune-selection, oldest removed first. In: a datastore, a group, keep counts.
// Out: what is kept and what goes, whether it was done or only asked for. A snapshot in use stays, and the log says so.
import {
  type Datastore,
  formatGroup,
  formatSnapshot,
  type GroupName,
  isProtected,
  listSnapshots,
  type SnapshotName,
} from '../datastore/index.js';
import { type KeepOptions, keepsSomething, type PruneMark, periods, selectForPrune } from './prune-selection.js';

export interface PruneOptions {
  readonly keep: KeepOptions;
  readonly run: 'dry' | 'real';
  readonly log: (line: string) => void;
}

export interface PrunedSnapshot {
  readonly snapshot: SnapshotName;
  readonly mark: PruneMark;
  /** What became of it, or would: with no selection everything is kept, whatever its mark. */
  readonly isKept: boolean;
}

export async function pruneGroup(
  datastore: Datastore,
  group: GroupName,
  options: PruneOptions,
): Promise<readonly PrunedSnapshot[]> {
  const { keep, run, log } = options;
  const keepsAll = !keepsSomething(keep);
  const candidates = await Promise.all(
    (await listSnapshots(datastore.folder, group)).map(async (snapshot) => ({
      snapshot,
      backupTime: snapshot.backupTime,
      isFinished: await datastore.isFinished(snapshot),
      isProtected: await isProtected(datastore.snapshotFolder(snapshot)),
    })),
  );
  const results = selectForPrune(candidates, keep).map(({ candidate, mark }) => ({
    snapshot: candidate.snapshot,
    mark,
    isKept: keepsAll || mark !== 'remove',
  }));
  if (run === 'dry') return results;

  for (const line of describeStart(datastore, group, keep)) log(line);
  for (const { snapshot, mark, isKept } of results) {
    log(`${formatSnapshot(snapshot)} ${mark}`);
    if (isKept) continue;
    const refusal = await datastore.forgetSnapshot(snapshot);
    if (refusal !== null) log(`failed to remove dir "${formatSnapshot(snapshot)}": ${refusal.text}`);
  }
  return results;
}

function describeStart(datastore: Datastore, group: GroupName, keep: KeepOptions): readonly string[] {
  if (!keepsSomething(keep)) return ['No prune selection - keeping all files.'];
  const flags = periods.flatMap((period) => (keep[period] === undefined ? [] : [`--keep-${period} ${keep[period]}`]));
  const namespace = group.namespace === '' ? [] : [`--ns ${group.namespace}`];
  const place =
    group.namespace === ''
      ? `datastore '${datastore.name}', root namespace`
      : `datastore '${datastore.name}', namespace '${group.namespace}'`;
  return [
    `retention options: ${[...namespace, ...flags].join(' ')}`,
    `Starting prune on ${place} group "${formatGroup(group)}"`,
  ];
}
