// The state of one backup session (protocol.md 5.2): what is known, which writers are open, how far it is.
// In: nothing but what the upgrade settled. Out: a value that the calls of this folder work on, one at a time (`turns`).
import { manifestName } from '../../core/pbs/index.js';
import type { Datastore, Release, SnapshotName } from '../datastore/index.js';
import { describeDiskError, formatSnapshot, isDiskError } from '../datastore/index.js';
import type { Personality } from '../personality.js';
import { type Refusal, refuse } from '../refusal.js';
import type { Turns } from '../turns.js';
import { addStatistic, emptyStatistic, type UploadStatistic } from './statistic.js';
import type { IndexWriter } from './writers.js';

export interface BackupSession {
  readonly datastore: Datastore;
  readonly snapshot: SnapshotName;
  /** Newest finished snapshot whose verification did not fail; the base of this one. */
  readonly lastBackup: SnapshotName | null;
  readonly personality: Personality;
  readonly isBenchmark: boolean;
  /** Line for the task log. */
  readonly log: (line: string) => void;
  /** Line that only a session with `debug=true` writes. */
  readonly debug: (line: string) => void;
  readonly turns: Turns;
  /** Digest → length of every chunk that this session may refer to. */
  readonly knownChunks: Map<string, number>;
  /** Chunks that this session stored anew, to be synced at finish. */
  readonly newDigests: Set<string>;
  readonly writers: Map<number, IndexWriter>;
  lastWriterId: number;
  fileCount: number;
  statistic: UploadStatistic;
  state: 'active' | 'finishing' | 'finished' | 'ended';
  locks: Release[];
}

export type BackupSessionSetup = Pick<
  BackupSession,
  'datastore' | 'snapshot' | 'lastBackup' | 'personality' | 'isBenchmark' | 'log' | 'debug' | 'turns' | 'locks'
>;

export function createBackupSession(setup: BackupSessionSetup): BackupSession {
  return {
    ...setup,
    knownChunks: new Map(),
    newDigests: new Set(),
    writers: new Map(),
    lastWriterId: 0,
    fileCount: 0,
    statistic: emptyStatistic,
    state: 'active',
  };
}

/** Every call that changes something begins with this. */
export function refuseUnlessActive(session: BackupSession): Refusal | null {
  switch (session.state) {
    case 'active':
      return null;
    case 'finishing':
      return refuse('backup is already in the process of finishing.');
    case 'finished':
      return refuse('backup already marked as finished.');
    case 'ended':
      return refuse('backup session has ended.');
  }
}

export function releaseLocks(session: BackupSession): void {
  for (const release of session.locks) release();
  session.locks = [];
}

export function recordFile(session: BackupSession, statistic: UploadStatistic): void {
  session.fileCount += 1;
  session.statistic = addStatistic(session.statistic, statistic);
}

/** How the connection went away: `clean` with GOAWAY, else the error that PBS would print (protocol.md 5.9). */
export type ConnectionEnd = { readonly kind: 'clean' } | { readonly kind: 'error'; readonly text: string };

/** The end of the task: an unfinished snapshot goes, temporary files go, the group is free again. */
export function endBackupSession(session: BackupSession, end: ConnectionEnd): Promise<void> {
  return session.turns.take(async () => {
    const keepsSnapshot = session.state === 'finished' && !session.isBenchmark;
    const error = logEnd(session, end);
    session.state = 'ended';
    try {
      for (const writer of session.writers.values()) await writer.index.abandon();
      if (!keepsSnapshot) await removeSnapshot(session);
    } catch (error) {
      // What the disk does not let go of now, the next start removes; the group is free all the same.
      if (!isDiskError(error)) throw error;
      session.log(`removing backup failed - ${describeDiskError(error)}`);
    } finally {
      releaseLocks(session);
      session.log(error === null ? 'TASK OK' : `TASK ERROR: ${error}`);
    }
  });
}

async function removeSnapshot({ datastore, snapshot, personality, log }: BackupSession): Promise<void> {
  const line = personality.taskLog.removed?.(datastore.snapshotFolder(snapshot));
  if (line !== undefined) log(line);
  await datastore.removeSnapshot(snapshot);
}

/** Says how it ended; returns the error that the task ends with. */
function logEnd(session: BackupSession, end: ConnectionEnd): string | null {
  if (session.isBenchmark) {
    session.log('benchmark finished successfully');
    return null;
  }
  if (session.state === 'finished') {
    session.log('backup finished successfully');
    return null;
  }
  if (end.kind === 'clean') {
    session.log(`backup ended and finish failed: ${session.personality.unfinishedText}`);
    session.log('removing unfinished backup');
    return session.personality.unfinishedText;
  }
  session.log(session.personality.taskLog.failed(end.text));
  session.log('removing failed backup');
  return end.text;
}

/** Path of a file of the new snapshot as log lines quote it. */
export function describePath(session: BackupSession, fileName: string = manifestName): string {
  return `"${formatSnapshot(session.snapshot)}/${fileName}"`;
}
