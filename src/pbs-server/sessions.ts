// From an admitted upgrade request to a running session, and to its end (protocol.md 5.1, 5.9, 6.1).
// In: endpoint, parameters, credentials. Out: the session's API and how to end it, or PBS's refusal. Knows no sockets.
import { type SessionSide, upgradeNames } from '../core/pbs/index.js';
import { isSet, type SessionApi, textOf, type Values } from './api/index.js';
import { type ConnectionEnd, createBackupApi, endBackupSession, openBackup } from './backup/index.js';
import { formatGroup } from './datastore/index.js';
import { createReaderApi, endReaderSession, openReader } from './reader/index.js';
import { isRefusal, type Outcome, refuse } from './refusal.js';
import { type ServerContext, snapshotOf } from './rest/index.js';

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
  readonly end: (how: ConnectionEnd) => Promise<void>;
}

const forbidden = 403;

export async function openSession(
  context: ServerContext,
  request: UpgradeRequest,
  log: (line: string) => void,
): Promise<Outcome<RunningSession>> {
  const { side, values, authId, upgrade, peer } = request;
  const store = textOf(values, 'store');
  const datastore = context.datastores.get(store);
  if (datastore === undefined) {
    const privilege = side === 'backup' ? 'Datastore.Backup' : 'Datastore.Read';
    return refuse(`missing permissions '${privilege}' on '/datastore/${store}'`, forbidden);
  }
  if (upgrade === null) return refuse('missing Upgrade header');
  if (upgrade !== upgradeNames[side]) return refuse('invalid protocol name');

  const snapshot = snapshotOf(values);
  const common = {
    datastore,
    snapshot,
    isDebug: isSet(values, 'debug'),
    log: (line: string) => log(`${side} ${store}:${formatGroup(snapshot)}: ${line}`),
  };
  if (side === 'reader') {
    const session = await openReader(common);
    if (isRefusal(session)) return session;
    session.debug('protocol upgrade done');
    const end = async (how: ConnectionEnd): Promise<void> =>
      endReaderSession(session, how.kind === 'clean' ? null : how.text);
    return { side, api: createReaderApi(session), end };
  }
  const isBenchmark = isSet(values, 'benchmark');
  const { personality } = context;
  const session = await openBackup({ ...common, authId, isBenchmark, personality, peer });
  if (isRefusal(session)) return session;
  session.debug('protocol upgrade done');
  return { side, api: createBackupApi(session), end: (how) => endBackupSession(session, how) };
}
