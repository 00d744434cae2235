// The end of a good backup: the statistics go into the manifest, everything to the disk, the group is free (protocol.md 5.7).
// In: a session. Out: null, or a refusal. Does not compare the manifest with the files: PBS does not either.
import { formatSnapshot } from '../datastore/index.js';
import { type Refusal, refuse } from '../refusal.js';
import { type BackupSession, refuseUnlessActive, releaseLocks } from './session.js';
import { formatUploadStats } from './statistic.js';

export function finishBackup(session: BackupSession): Promise<Refusal | null> {
  return session.turns.take(async () => {
    const inactive = refuseUnlessActive(session);
    if (inactive !== null) return inactive;
    if (session.writers.size > 0) return refuse('found open index writer - unable to finish backup');
    if (session.fileCount === 0) return refuse('backup does not contain valid files (file count == 0)');
    const { datastore, snapshot, personality } = session;
    const early = personality.checksBase === 'before-manifest' ? await checkBase(session) : null;
    if (early !== null) return early;
    if (personality.failsFinishForGood) session.state = 'finishing';
    const stats = { chunk_upload_stats: formatUploadStats(session.statistic) };
    const refusal = await datastore.updateManifest(snapshot, stats);
    if (refusal !== null) return refuse(`unable to update manifest blob - ${refusal.text}`);
    const late = personality.checksBase === 'after-manifest' ? await checkBase(session) : null;
    if (late !== null) return late;
    const { syncing } = personality.taskLog;
    if (datastore.syncLevel === 'filesystem' && syncing !== null) session.log(syncing);
    await datastore.completeSnapshot(snapshot, session.newDigests);
    session.state = 'finished';
    session.log('successfully finished backup');
    if (personality.releasesLocksAt === 'finish') releaseLocks(session);
    return null;
  });
}

/** The base may have been removed by hand: its chunks are then no longer safe from garbage collection. */
async function checkBase({ datastore, lastBackup }: BackupSession): Promise<Refusal | null> {
  if (lastBackup === null || (await datastore.isFinished(lastBackup))) return null;
  const base = formatSnapshot(lastBackup);
  return refuse(`base snapshot ${base} was removed during backup, cannot finish as chunks might be missing`);
}
