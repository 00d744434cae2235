// The checks of a backup upgrade, in PBS's order and words (protocol.md 5.1, from step 3 on: credentials, parameters and
// permission are checked before). In: a datastore and what the client asks for. Out: a session with its locks, or a refusal.
import { ownsAs } from '../accounts/index.js';
import {
  checkBackupTime,
  type Datastore,
  ensureOwner,
  findLastFinished,
  formatGroup,
  formatSnapshot,
  type GroupName,
  groupFolder,
  loadManifest,
  type Release,
  type SnapshotName,
} from '../datastore/index.js';
import type { Personality } from '../personality.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { Turns } from '../turns.js';
import { type BackupSession, createBackupSession } from './session.js';

export interface BackupRequest {
  readonly datastore: Datastore;
  readonly snapshot: SnapshotName;
  readonly authId: string;
  readonly isBenchmark: boolean;
  readonly isDebug: boolean;
  readonly personality: Personality;
  /** Address of the client, for the log. */
  readonly peer: string;
  readonly log: (line: string) => void;
}

export async function openBackup(request: BackupRequest): Promise<Outcome<BackupSession>> {
  const { datastore, snapshot, isBenchmark } = request;
  if (!(await datastore.hasNamespace(snapshot.namespace))) return refuse('namespace not found', 404);
  const isBenchmarkGroup = formatGroup(snapshot) === 'host/benchmark';
  if (isBenchmarkGroup && !isBenchmark) return refuse('unable to run benchmark without --benchmark flags');
  if (!isBenchmarkGroup && isBenchmark) return refuse("benchmark flags is only allowed on 'host/benchmark'");

  const locks: Release[] = [];
  let isStarted = false;
  try {
    const base = await lockAndCheck(request, locks);
    if (isRefusal(base)) return base;
    isStarted = true;
    return startSession(request, base.last, locks);
  } finally {
    if (!isStarted) for (const release of locks) release();
  }
}

/** Steps 9 to 13; locks taken on the way are the caller's, also when it is refused. */
async function lockAndCheck(
  request: BackupRequest,
  locks: Release[],
): Promise<Outcome<{ readonly last: SnapshotName | null }>> {
  const { datastore, snapshot, authId, isBenchmark, personality } = request;
  const folder = groupFolder(datastore.folder, snapshot);
  const groupLock = datastore.groupLocks.tryExclusive(folder);
  if (groupLock === null) return refuse(personality.groupInUseText(datastore.name, snapshot, folder));
  locks.push(groupLock, datastore.writers.begin(Date.now()));

  const owner = await ensureOwner(datastore.folder, snapshot, authId, datastore.syncLevel);
  if (!ownsAs(owner, authId) && !isBenchmark) return refuse(`backup owner check failed (${authId} != ${owner})`);

  const wrongTime = checkBackupTime(snapshot.backupTime);
  if (wrongTime !== null) return wrongTime;
  const last = await findBase(datastore, snapshot);
  if (last !== null) {
    if (snapshot.backupTime <= last.backupTime) return refuse('backup timestamp is older than last backup.');
    const lastFolder = datastore.snapshotFolder(last);
    const lastLock = datastore.snapshotLocks.tryShared(lastFolder);
    if (lastLock === null) return refuse(personality.snapshotInUse.base(formatSnapshot(last), lastFolder));
    locks.push(lastLock);
  }
  const ownLock = datastore.snapshotLocks.tryExclusive(datastore.snapshotFolder(snapshot));
  if (ownLock !== null) locks.push(ownLock);
  const isNew = ownLock !== null && (await datastore.createSnapshot(snapshot));
  return isNew ? { last } : refuse('backup directory already exists.');
}

/** Newest finished snapshot; one whose verification failed counts as none, so that everything is uploaded again. */
async function findBase(datastore: Datastore, group: GroupName): Promise<SnapshotName | null> {
  const last = await findLastFinished(datastore.folder, group);
  if (last === null) return null;
  const manifest = await loadManifest(datastore.snapshotFolder(last));
  const isBad = !isRefusal(manifest) && manifest.unprotected?.verify_state?.state === 'failed';
  return isBad ? null : last;
}

function startSession(request: BackupRequest, lastBackup: SnapshotName | null, locks: Release[]): BackupSession {
  const { datastore, snapshot, isBenchmark, isDebug, personality, peer, log } = request;
  const task = isBenchmark ? 'benchmark' : 'backup';
  log(`starting new ${task} on datastore '${datastore.name}' from ${peer}: "${formatSnapshot(snapshot)}"`);
  return createBackupSession({
    datastore,
    snapshot,
    lastBackup,
    personality,
    isBenchmark,
    log,
    debug: isDebug ? log : () => undefined,
    turns: new Turns(),
    locks,
  });
}
