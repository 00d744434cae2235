// The REST calls: endpoint → what it does (protocol.md 3). In: the server's context. Out: its table of handlers.
// An endpoint of the table that has no handler here is answered as an unknown path.
import type { EndpointName } from '../../core/pbs/index.js';
import { type Answer, bytesAnswer, dataAnswer, integerOf, optionalTextOf, textOf, type Values } from '../api/index.js';
import type { Datastore, SnapshotName } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { uploadBackupLog } from './backup-log.js';
import { findDatastore, type RestCall, type ServerContext } from './context.js';
import { listFileItems, listGroupItems, listSnapshotItems } from './listings.js';
import { createNamespace, listNamespaceItems } from './namespaces.js';

type RestHandler = (call: RestCall) => Promise<Outcome<Answer>>;
export type RestHandlers = Partial<Readonly<Record<EndpointName, RestHandler>>>;

/** Calls that PBS answers without credentials. */
export const publicEndpoints: ReadonlySet<EndpointName> = new Set<EndpointName>(['ping', 'login']);

export function createRestHandlers(context: ServerContext): RestHandlers {
  /** A call about one datastore in one namespace. */
  const ofStore =
    (work: (datastore: Datastore, call: RestCall) => Promise<Outcome<unknown>>): RestHandler =>
    async (call) => {
      const datastore = findDatastore(context, textOf(call.values, 'store'));
      if (isRefusal(datastore)) return datastore;
      if (!(await datastore.hasNamespace(namespaceOf(call.values)))) return refuse('namespace not found', 404);
      const outcome = await work(datastore, call);
      return isRefusal(outcome) ? outcome : dataAnswer(outcome);
    };
  /** A call about one snapshot that must be there. */
  const ofSnapshot = (
    work: (datastore: Datastore, snapshot: SnapshotName, call: RestCall) => Promise<Outcome<unknown>>,
  ): RestHandler =>
    ofStore(async (datastore, call) => {
      const snapshot = snapshotOf(call.values);
      const isThere = await datastore.hasSnapshot(snapshot);
      return isThere ? work(datastore, snapshot, call) : refuse('snapshot not found', 404);
    });

  return {
    ping: async () => dataAnswer({ pong: true }),
    version: async () => dataAnswer(context.personality.version),
    login: (call) => login(context, call),
    listDatastores: async () => dataAnswer([...context.datastores.keys()].map((store) => ({ store }))),
    listSnapshots: ofStore((datastore, { values }) =>
      listSnapshotItems(datastore, {
        namespace: namespaceOf(values),
        backupType: optionalTextOf(values, 'backup-type'),
        backupId: optionalTextOf(values, 'backup-id'),
      }),
    ),
    listGroups: ofStore((datastore, { values }) => listGroupItems(datastore, namespaceOf(values))),
    listFiles: ofSnapshot(listFileItems),
    forgetSnapshot: ofSnapshot((datastore, snapshot) => datastore.forgetSnapshot(snapshot)),
    uploadBackupLog: ofSnapshot(uploadBackupLog),
    datastoreStatus: ofStore(async (datastore) => {
      const usage = await datastore.readUsage();
      return { avail: usage.availableBytes, total: usage.totalBytes, used: usage.usedBytes };
    }),
    listNamespaces: ofStore(listNamespaceItems),
    createNamespace: ofStore(createNamespace),
  };
}

async function login(context: ServerContext, { values }: RestCall): Promise<Outcome<Answer>> {
  const outcome = context.accounts.login(textOf(values, 'username'), textOf(values, 'password'));
  if (isRefusal(outcome)) return outcome;
  if (context.personality.loginForm === 'plain') return dataAnswer(outcome);
  // 4.x builds this reply by hand: two siblings, and a label without charset (protocol.md 2.1).
  const body = dataAnswer(outcome, { status: 200, success: true }).body;
  return { ...bytesAnswer(body), contentType: 'application/json' };
}

function namespaceOf(values: Values): string {
  return optionalTextOf(values, 'ns') ?? '';
}

export function snapshotOf(values: Values): SnapshotName {
  return {
    namespace: namespaceOf(values),
    backupType: textOf(values, 'backup-type'),
    backupId: textOf(values, 'backup-id'),
    backupTime: integerOf(values, 'backup-time'),
  };
}
