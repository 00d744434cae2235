// From an admitted upgrade request to a running session, and to its end (protocol.md 5.1, 5.9, 6.1).
// In: parameters, who asks. Out: the session's API and how to end it, or PBS's refusal. Knows no sockets.
import { type SessionSide, upgradeNames } from '../core/pbs/index.js';
import { datastorePath, ownsAs } from './accounts/index.js';
import { isSet, type SessionApi, textOf, type Values } from './api/index.js';
import { type ConnectionEnd, createBackupApi, endBackupSession, openBackup } from './backup/index.js';
import { type Datastore, formatGroup, readOwner, type SnapshotName } from './datastore/index.js';
import { createReaderApi, endReaderSession, openReader } from './reader/index.js';
import { isRefusal, type Outcome, refuse } from './refusal.js';
import { checkHolds, findDatastore, type ServerContext, snapshotOf } from './rest/index.js';
import type { Task } from './tasks/index.js';

export interface UpgradeRequest {
  readonly side: SessionSide;
  readonly values: Values;
  readonly authId: string;
  /** Value of the `Upgrade` header; null = none. */
  readonly upgrade: string | null;
  readonly peer: string;
}

export interface RunningSession {
  readonly side: SessionSide;
  readonly api: SessionApi;
  readonly task: Task;
  readonly end: (how: ConnectionEnd) => Promise<void>;
}

/** An opened session without its task. */
type OpenedSession = Omit<RunningSession, 'side' | 'task'>;

interface Opening {
  readonly datastore: Datastore;
  readonly snapshot: SnapshotName;
  readonly isDebug: boolean;
  readonly log: (line: string) => void;
}

export async function openSession(
  context: ServerContext,
  request: UpgradeRequest,
  log: (line: string) => void,
): Promise<Outcome<RunningSession>> {
  const { side, values, authId, upgrade } = request;
  const store = textOf(values, 'store');
  const snapshot = snapshotOf(values);
  const permission = await checkPermission(context, request, datastorePath(store, snapshot.namespace));
  if (isRefusal(permission)) return permission;
  const datastore = findDatastore(context, store);
  if (isRefusal(datastore)) return datastore;
  if (upgrade === null) return refuse('missing Upgrade header');
  if (upgrade !== upgradeNames[side]) return refuse('invalid protocol name');
  if (permission.mustOwn) {
    const owner = await readOwner(datastore.folder, snapshot);
    if (owner !== null && !ownsAs(owner, authId)) return refuse('backup owner check failed!');
  }
  // The task begins when the session does: what a refused one says goes to the server's log alone.
  let task: Task | null = null;
  const early: string[] = [];
  const logBoth = (line: string): void => {
    log(`${side} ${store}:${formatGroup(snapshot)}: ${line}`);
    if (task === null) early.push(line);
    else task.log(line);
  };
  const opening = { datastore, snapshot, isDebug: isSet(values, 'debug'), log: logBoth };
  const session = await (side === 'reader'
    ? openReaderSide(context, opening)
    : openBackupSide(context, request, opening));
  if (isRefusal(session)) return session;
  task = context.tasks.start({ type: taskType(request), workerId: workerIdOf(side, store, snapshot), authId });
  for (const line of early) task.log(line);
  return { ...session, side, task };
}

/** Step 2, in the words of each side; a reader may do with less when it owns the group. */
async function checkPermission(
  context: ServerContext,
  { side, authId }: UpgradeRequest,
  path: string,
): Promise<Outcome<{ readonly mustOwn: boolean }>> {
  if (side === 'backup') {
    const refusal = await checkHolds(context, authId, path, 'Datastore.Backup');
    return isRefusal(refusal) ? refusal : { mustOwn: false };
  }
  const held = await context.accounts.privilegesOn(authId, path);
  if (held.has('Datastore.Read')) return { mustOwn: false };
  return held.has('Datastore.Backup') ? { mustOwn: true } : refuse(`no permissions on ${path}`);
}

async function openReaderSide({ personality }: ServerContext, opening: Opening): Promise<Outcome<OpenedSession>> {
  const session = await openReader({ ...opening, personality });
  if (isRefusal(session)) return session;
  session.debug('protocol upgrade done');
  const end = async (how: ConnectionEnd): Promise<void> =>
    endReaderSession(session, how.kind === 'clean' ? null : how.text);
  return { api: createReaderApi(session), end };
}

async function openBackupSide(
  { personality }: ServerContext,
  { values, authId, peer }: UpgradeRequest,
  opening: Opening,
): Promise<Outcome<OpenedSession>> {
  const isBenchmark = isSet(values, 'benchmark');
  const session = await openBackup({ ...opening, authId, isBenchmark, personality, peer });
  if (isRefusal(session)) return session;
  session.debug('protocol upgrade done');
  return { api: createBackupApi(session), end: (how) => endBackupSession(session, how) };
}

function taskType({ side, values }: UpgradeRequest): string {
  if (side === 'reader') return 'reader';
  return isSet(values, 'benchmark') ? 'benchmark' : 'backup';
}

/** `store:type/id`, a reader's with the time as 8 hex digits behind it (protocol.md 5.1, 6.1). */
function workerIdOf(side: SessionSide, store: string, snapshot: SnapshotName): string {
  const group = `${store}:${formatGroup(snapshot)}`;
  const time = snapshot.backupTime.toString(16).toUpperCase().padStart(8, '0');
  return side === 'backup' ? group : `${group}/${time}`;
}
