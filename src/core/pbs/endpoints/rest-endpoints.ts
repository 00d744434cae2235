// The HTTP API around a session, as a table: login (protocol.md 2.1), the upgrades (1.5, 5.1, 6.1) and the REST calls of 3.
// Parameters that only a web interface sends are left out; unknown ones are let pass by the observer.
import {
  backupId,
  backupTime,
  backupType,
  debug,
  type Endpoint,
  fileName,
  namespace,
  optional,
  type Parameter,
  type RestName,
  safeId,
  store,
} from './endpoint.js';

const group: readonly Parameter[] = [backupType, backupId];
const snapshot: readonly Parameter[] = [...group, backupTime];
const text = (name: string): Parameter => ({ name, type: 'string', isRequired: true });
const whole = (name: string): Parameter => ({ name, type: 'integer', isRequired: false, minimum: 0 });
/** Levels of namespaces that PBS has below the root (protocol.md 7.7). */
const maxDepth: Parameter = { ...whole('max-depth'), maximum: 7 };
const flag = (name: string): Parameter => ({ name, type: 'boolean', isRequired: false });

/** Parameters that stand in the path. */
const variables: readonly Parameter[] = [store, text('upid')];

const rest = (
  name: RestName,
  method: Endpoint['method'],
  path: string,
  parameters: readonly Parameter[] = [],
  bodies: Partial<Pick<Endpoint, 'requestBody' | 'reply' | 'isSynchronous'>> = {},
): Endpoint => ({
  name,
  operation: 'rest',
  side: 'rest',
  method,
  path: `/api2/json/${path}`,
  parameters: [...variables.filter((variable) => path.includes(`{${variable.name}}`)), ...parameters],
  requestBody: method === 'POST' || method === 'PUT' ? 'json' : 'none',
  reply: 'json',
  isSynchronous: true,
  source: '3',
  ...bodies,
});

const parent: Parameter = { ...namespace, name: 'parent' };
const ofStore = 'admin/datastore/{store}';
const streamed = { reply: 'bytes', isSynchronous: false } as const;
const keep = ['last', 'hourly', 'daily', 'weekly', 'monthly', 'yearly'].map((period) => ({
  ...whole(`keep-${period}`),
  minimum: 1,
}));

export const restEndpoints: readonly Endpoint[] = [
  {
    name: 'login',
    operation: 'login',
    side: 'rest',
    method: 'POST',
    path: '/api2/json/access/ticket',
    hasDoubleSlash: true,
    parameters: [
      text('username'),
      text('password'),
      optional(text('path')),
      optional(text('privs')),
      { ...whole('port'), maximum: 65_535 },
      optional(text('tfa-challenge')),
      flag('http-only'),
    ],
    requestBody: 'json',
    reply: 'json',
    isSynchronous: true,
    source: '2.1',
  },
  {
    name: 'openBackup',
    operation: 'openBackup',
    side: 'rest',
    method: 'GET',
    path: '/api2/json/backup',
    hasDoubleSlash: true,
    parameters: [store, namespace, ...snapshot, debug, flag('benchmark'), flag('no-cache')],
    requestBody: 'none',
    reply: 'upgrade',
    isSynchronous: false,
    source: '1.5',
  },
  {
    name: 'openReader',
    operation: 'openReader',
    side: 'rest',
    method: 'GET',
    path: '/api2/json/reader',
    hasDoubleSlash: true,
    parameters: [store, namespace, ...snapshot, debug],
    requestBody: 'none',
    reply: 'upgrade',
    isSynchronous: false,
    source: '1.5',
  },
  rest('logout', 'DELETE', 'access/ticket'),
  rest('ping', 'GET', 'ping'),
  rest('version', 'GET', 'version'),
  rest('listDatastores', 'GET', 'admin/datastore'),
  rest('listSnapshots', 'GET', `${ofStore}/snapshots`, [namespace, ...group.map(optional)]),
  rest('forgetSnapshot', 'DELETE', `${ofStore}/snapshots`, [namespace, ...snapshot]),
  rest('listGroups', 'GET', `${ofStore}/groups`, [namespace]),
  rest('forgetGroup', 'DELETE', `${ofStore}/groups`, [namespace, ...group, flag('error-on-protected')]),
  rest('listFiles', 'GET', `${ofStore}/files`, [namespace, ...snapshot]),
  rest('datastoreStatus', 'GET', `${ofStore}/status`, [flag('verbose')]),
  rest('collectGarbage', 'POST', `${ofStore}/gc`),
  rest('readGarbageStatus', 'GET', `${ofStore}/gc`),
  rest('verify', 'POST', `${ofStore}/verify`, [
    namespace,
    ...snapshot.map(optional),
    flag('ignore-verified'),
    whole('outdated-after'),
    maxDepth,
  ]),
  rest('prune', 'POST', `${ofStore}/prune`, [namespace, ...group, flag('dry-run'), flag('use-task'), ...keep]),
  rest('changeOwner', 'POST', `${ofStore}/change-owner`, [namespace, ...group, text('new-owner')]),
  rest('listNamespaces', 'GET', `${ofStore}/namespace`, [parent, maxDepth]),
  rest('createNamespace', 'POST', `${ofStore}/namespace`, [{ ...text('name'), pattern: safeId }, parent]),
  rest('deleteNamespace', 'DELETE', `${ofStore}/namespace`, [namespace, flag('delete-groups')]),
  rest('readNotes', 'GET', `${ofStore}/notes`, [namespace, ...snapshot]),
  rest('writeNotes', 'PUT', `${ofStore}/notes`, [namespace, ...snapshot, text('notes')]),
  rest('readProtected', 'GET', `${ofStore}/protected`, [namespace, ...snapshot]),
  rest('writeProtected', 'PUT', `${ofStore}/protected`, [
    namespace,
    ...snapshot,
    { ...flag('protected'), isRequired: true },
  ]),
  rest('readGroupNotes', 'GET', `${ofStore}/group-notes`, [namespace, ...group]),
  rest('writeGroupNotes', 'PUT', `${ofStore}/group-notes`, [namespace, ...group, text('notes')]),
  rest('uploadBackupLog', 'POST', `${ofStore}/upload-backup-log`, [namespace, ...snapshot], {
    requestBody: 'blob',
    isSynchronous: false,
  }),
  rest('downloadStored', 'GET', `${ofStore}/download`, [namespace, ...snapshot, fileName], {
    reply: 'file',
    isSynchronous: false,
  }),
  rest('downloadDecoded', 'GET', `${ofStore}/download-decoded`, [namespace, ...snapshot, fileName], streamed),
  rest(
    'downloadPxarFile',
    'GET',
    `${ofStore}/pxar-file-download`,
    [namespace, ...snapshot, text('filepath')],
    streamed,
  ),
  rest('readCatalog', 'GET', `${ofStore}/catalog`, [namespace, ...snapshot, text('filepath')]),
  rest('listTasks', 'GET', 'nodes/localhost/tasks', [whole('start'), whole('limit'), flag('running')]),
  rest('readTaskStatus', 'GET', 'nodes/localhost/tasks/{upid}/status'),
  rest('readTaskLog', 'GET', 'nodes/localhost/tasks/{upid}/log', [whole('start'), whole('limit'), flag('test-status')]),
  rest('stopTask', 'DELETE', 'nodes/localhost/tasks/{upid}'),
];
