// In: a task, and how a personality names its archives. Out: the archives, the size shared out among them.
import type { Manifest } from '../../core/pbs/index.js';
import type { ArchiveKind, LoadTask } from './load-plan.js';
import type { SyntheticArchive } from './synthetic-archive.js';

const smallestArchiveBytes = 1;

export function archivesOf(
  { plan, snapshot, codec }: LoadTask,
  kind: ArchiveKind,
  nameOf: (index: number) => string,
  stateOf: string | number,
): readonly SyntheticArchive[] {
  const sizeBytes = Math.max(smallestArchiveBytes, Math.floor(plan.sizeBytes / plan.archiveCount));
  return Array.from({ length: plan.archiveCount }, (_, index) => ({
    name: nameOf(index),
    kind: kind === 'stream' ? 'dynamic' : 'fixed',
    sizeBytes,
    averageChunkBytes: plan.averageChunkBytes,
    dedupShare: plan.dedupShare,
    compressibleShare: plan.compressibleShare,
    identity: [plan.seed, snapshot.type, snapshot.id, stateOf],
    codec,
  }));
}

/** What was changed since the last snapshot is new, in every run anew: its time is the state that the changes begin from. */
export const stateAfter = (previous: Manifest | null): number => previous?.backupTime ?? 0;
