// The REST calls: endpoint → what it does (protocol.md 3). In: the server's context. Out: its table of handlers.
// An endpoint of the table that has no handler here is answered as an unknown path.
import type { EndpointName } from '../../core/pbs/index.js';
import { dataAnswer, optionalTextOf } from '../api/index.js';
import { accessRules } from './access.js';
import { uploadBackupLog } from './backup-log.js';
import type { RestHandler, ServerContext } from './context.js';
import { listDatastores, readStatus } from './datastores.js';
import { downloadDecoded, downloadStored } from './downloads.js';
import { listFileItems, listGroupItems, listSnapshotItems } from './listings.js';
import { login, logout } from './login.js';
import { createMaintenanceHandlers } from './maintenance-calls.js';
import { createMarkHandlers } from './mark-calls.js';
import { createNamespace, deleteNamespace, listNamespaceItems } from './namespaces.js';
import { changeOwner } from './owner-calls.js';
import { ofSnapshot, ofStore } from './store-calls.js';
import { listTasks, readTaskLog, readTaskStatus, stopTask } from './task-calls.js';

export type RestHandlers = Partial<Readonly<Record<EndpointName, RestHandler>>>;

/** Calls that PBS answers without credentials. */
export const publicEndpoints: ReadonlySet<EndpointName> = new Set<EndpointName>(['ping', 'login', 'logout']);

export function createRestHandlers(context: ServerContext): RestHandlers {
  const { list, listFiles, remove, addLog, change, read } = accessRules;
  return {
    ping: async () => dataAnswer({ pong: true }),
    version: async () => dataAnswer(context.personality.version),
    login: (call) => login(context, call),
    logout,
    listDatastores: (call) => listDatastores(context, call),
    datastoreStatus: (call) => readStatus(context, call),
    listNamespaces: (call) => listNamespaceItems(context, call),
    createNamespace: (call) => createNamespace(context, call),
    deleteNamespace: (call) => deleteNamespace(context, call),
    listGroups: ofStore(context, list, (call) => listGroupItems(call, context.personality)),
    listSnapshots: ofStore(context, list, (call) =>
      listSnapshotItems(call, {
        backupType: optionalTextOf(call.values, 'backup-type'),
        backupId: optionalTextOf(call.values, 'backup-id'),
      }),
    ),
    listFiles: ofSnapshot(context, listFiles, ({ datastore, snapshot }) => listFileItems(datastore, snapshot)),
    forgetSnapshot: ofSnapshot(context, remove, ({ datastore, snapshot }) => datastore.forgetSnapshot(snapshot)),
    uploadBackupLog: ofSnapshot(context, addLog, uploadBackupLog),
    ...createMarkHandlers(context),
    ...createMaintenanceHandlers(context),
    changeOwner: ofStore(context, change, (call) => changeOwner(context, call)),
    downloadStored: ofSnapshot(context, read, downloadStored),
    downloadDecoded: ofSnapshot(context, read, downloadDecoded),
    listTasks: (call) => listTasks(context, call),
    readTaskStatus: (call) => readTaskStatus(context, call),
    readTaskLog: (call) => readTaskLog(context, call),
    stopTask: (call) => stopTask(context, call),
  };
}
