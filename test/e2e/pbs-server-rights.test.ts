// Who may do what: every REST call and both upgrades, asked by accounts of each role. In: one server with two owners' backups.
// Out: a table of statuses and texts. Calls that would change something are asked so that they stop right behind the permission.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import { type EndpointName, endpointNamed, formatTarget } from '../../src/core/pbs/index.js';
import { AccountFolder, hashTokenSecret, type Role } from '../../src/pbs-server/index.js';
import { makeContent } from '../support/pbs-content.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';
import { openTls, type ResponseHead, request, SessionClient } from '../support/session-client.js';
import { backup, first, image, stream } from '../support/small-backup.js';

/** What each account holds; its token `t` holds the same. */
const accounts: Readonly<Record<string, readonly [path: string, role: Role]>> = {
  admin: ['/datastore/store1', 'DatastoreAdmin'],
  eve: ['/datastore/store1', 'DatastoreBackup'],
  bob: ['/datastore/store1', 'DatastorePowerUser'],
  reader: ['/datastore/store1', 'DatastoreReader'],
  audit: ['/datastore/store1', 'DatastoreAudit'],
  guest: ['/datastore/store1/a', 'DatastoreBackup'],
  root: ['/', 'Admin'],
};

type Values = Readonly<Record<string, string | number>>;

const secret = 'a secret';
const evesSnapshot = { 'backup-id': 'eve', 'backup-time': first.timeSeconds, 'backup-type': 'host' };
const { 'backup-time': _, ...evesGroup } = evesSnapshot;
const missing = { ...evesSnapshot, 'backup-time': 1 };

/** Tasks and the list of datastores are of no datastore. */
const storeOf = (name: EndpointName): Values =>
  endpointNamed(name).parameters.some((parameter) => parameter.name === 'store') ? { store: 'store1' } : {};

interface Rig {
  readonly running: RunningServer;
  ask(account: string, name: EndpointName, values?: Values, ...headers: readonly string[]): Promise<ResponseHead>;
  open(account: string, id: string): Promise<SessionClient>;
}

async function startRig(t: TestContext): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-rights-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const common = { isEnabled: true, expiresAtSeconds: null, comment: '' };
  const secretHash = hashTokenSecret(secret);
  const names = Object.keys(accounts);
  await new AccountFolder(folder).change(() => ({
    users: Object.fromEntries(names.map((name) => [`${name}@pbs`, { ...common, passwordHash: null }])),
    tokens: Object.fromEntries(names.map((name) => [`${name}@pbs!t`, { ...common, secretHash }])),
    acl: Object.entries(accounts).flatMap(([name, [path, role]]) =>
      [`${name}@pbs`, `${name}@pbs!t`].map((authId) => ({ path, authId, role, isPropagated: true })),
    ),
  }));
  const running = await startTestServer(t, { accountsFolder: folder, release: '4.1' });
  const sockets = new Map<string, TLSSocket>();
  t.after(() => {
    for (const socket of sockets.values()) socket.destroy();
  });
  const send = (socket: TLSSocket, account: string, name: EndpointName, values: Values, headers: readonly string[]) =>
    request(socket, [
      `${endpointNamed(name).method} ${formatTarget(name, { ...storeOf(name), ...values })} HTTP/1.1`,
      `authorization: PBSAPIToken ${account}@pbs!t:${encodeURIComponent(secret)}`,
      ...headers,
    ]);
  return {
    running,
    ask: async (account, name, values = {}, ...headers) => {
      const socket = sockets.get(account) ?? (await openTls(running.server.address));
      sockets.set(account, socket);
      return send(socket, account, name, values, headers);
    },
    open: async (account, id) => {
      const socket = await openTls(running.server.address);
      t.after(() => socket.destroy());
      const upgrade = ['connection: upgrade', 'upgrade: proxmox-backup-protocol-v1'];
      const values = { ...evesSnapshot, 'backup-id': id };
      const response = await send(socket, account, 'openBackup', values, upgrade);
      assert.equal(response.status, 101, response.body);
      return new SessionClient(socket);
    },
  };
}

async function backUp({ running, open }: Rig, account: string, id: string): Promise<void> {
  const client = await open(account, id);
  await backup(client, { ...first, id }, [...stream, ...image]);
  await client.drop();
  await running.logged(`backup store1:host/${id}: TASK OK`);
}

const dataOf = ({ body, status }: ResponseHead): unknown => {
  assert.equal(status, 200, body);
  return (JSON.parse(body) as { data: unknown }).data;
};

test('the permissions of every call', async (t) => {
  const rig = await startRig(t);
  await backUp(rig, 'eve', 'eve');
  await backUp(rig, 'bob', 'bob');
  const calls: readonly (readonly [name: EndpointName, values: Values])[] = [
    ['listSnapshots', {}],
    ['listGroups', {}],
    ['listFiles', evesSnapshot],
    ['downloadStored', { ...missing, 'file-name': 'index.json.blob' }],
    ['forgetSnapshot', missing],
    ['uploadBackupLog', missing],
    ['readNotes', evesSnapshot],
    ['changeOwner', { ...evesGroup, 'new-owner': 'none@pbs' }],
    ['createNamespace', { name: 'a', parent: 'none' }],
    ['datastoreStatus', {}],
    ['openBackup', evesSnapshot],
    ['openReader', missing],
  ];
  const lines: string[] = [];
  for (const [name, values] of calls) {
    const answers = new Map<string, string[]>();
    for (const account of Object.keys(accounts)) {
      const upgrade = ['connection: upgrade', 'upgrade: proxmox-backup-reader-protocol-v1'];
      const response = await rig.ask(account, name, values, ...(name === 'openReader' ? upgrade : []));
      const answer = describe(response).replaceAll(account, 'NAME');
      answers.set(answer, [...(answers.get(answer) ?? []), account]);
    }
    lines.push(name, ...[...answers].map(([answer, who]) => `  ${who.join(' ')}: ${answer}`));
  }
  assert.equal(lines.join('\n'), expected);
  // A privilege that a call declares is refused in fewer words.
  assert.equal((await rig.ask('bob', 'collectGarbage')).body, 'permission check failed');
});

function describe(response: ResponseHead): string {
  if (response.status !== 200) return `${response.status} ${response.body.replaceAll('Datastore.', '')}`;
  const data = dataOf(response);
  return Array.isArray(data) ? `${data.length} items` : 'ok';
}

const onStore = 'on /datastore/store1';
const expected = `listSnapshots
  admin reader audit root: 2 items
  eve bob: 1 items
  guest: 403 permission check failed - missing Audit|Backup ${onStore}
listGroups
  admin reader audit root: 2 items
  eve bob: 1 items
  guest: 403 permission check failed - missing Audit|Backup ${onStore}
listFiles
  admin eve reader audit root: 3 items
  bob: 400 backup owner check failed (NAME@pbs!t != eve@pbs!t)
  guest: 403 permission check failed - missing Audit|Read|Backup ${onStore}
downloadStored
  admin eve reader root: 404 snapshot not found
  bob: 400 backup owner check failed (NAME@pbs!t != eve@pbs!t)
  audit guest: 403 permission check failed - missing Read|Backup ${onStore}
forgetSnapshot
  admin root: 404 snapshot not found
  eve reader audit guest: 403 permission check failed - missing Modify|Prune ${onStore}
  bob: 400 backup owner check failed (NAME@pbs!t != eve@pbs!t)
uploadBackupLog
  admin bob root: 400 backup owner check failed (NAME@pbs!t != eve@pbs!t)
  eve: 404 snapshot not found
  reader audit guest: 403 permission check failed - missing Backup ${onStore}
readNotes
  admin eve reader audit root: ok
  bob: 400 backup owner check failed (NAME@pbs!t != eve@pbs!t)
  guest: 403 permission check failed - missing Audit|Backup ${onStore}
changeOwner
  admin root: 400 user 'none@pbs' is inactive or non-existent
  eve: 401 NAME@pbs!t does not have permission to change owner of backup group 'host/NAME' to none@pbs
  bob: 401 NAME@pbs!t does not have permission to change owner of backup group 'host/eve' to none@pbs
  reader audit guest: 403 permission check failed - missing Modify|Backup ${onStore}
createNamespace
  admin root: 400 cannot create new namespace, parent none doesn't already exists
  eve bob reader audit guest: 403 permission check failed - missing Modify ${onStore}/none
datastoreStatus
  admin eve bob reader audit guest root: ok
openBackup
  admin eve bob root: 400 missing Upgrade header
  reader audit guest: 403 missing permissions 'Backup' on '/datastore/store1'
openReader
  admin reader root: 400 snapshot host/eve/1970-01-01T00:00:01Z does not exist.
  eve: 400 snapshot host/NAME/1970-01-01T00:00:01Z does not exist.
  bob: 400 backup owner check failed!
  audit guest: 400 no permissions on /datastore/store1`;

test('what an account may not see is not told: datastores, namespaces, how full it is', async (t) => {
  const { ask } = await startRig(t);
  assert.equal((await ask('root', 'createNamespace', { name: 'a' })).body, '{"data":"a"}');
  assert.equal((await ask('root', 'createNamespace', { name: 'b' })).body, '{"data":"b"}');
  const told = async (account: string, name: EndpointName, values: Values = {}) =>
    (await ask(account, name, values)).body.replace(/(avail|total|used)":[1-9]\d*/g, '$1":<n>');
  assert.deepEqual(
    {
      stores: [await told('guest', 'listDatastores'), await told('eve', 'listDatastores')],
      namespaces: [await told('guest', 'listNamespaces'), await told('eve', 'listNamespaces')],
      usage: [await told('guest', 'datastoreStatus'), await told('eve', 'datastoreStatus')],
      group: await told('guest', 'listGroups', { ns: 'a' }),
      unknown: [
        await told('eve', 'listGroups', { store: 'none' }),
        await told('root', 'listGroups', { store: 'none' }),
        await told('root', 'listGroups', { ns: 'none' }),
      ],
    },
    {
      stores: ['{"data":[{"store":"store1"}]}', '{"data":[{"store":"store1"}]}'],
      namespaces: ['{"data":[{"ns":"a"}]}', '{"data":[{"ns":""},{"ns":"a"},{"ns":"b"}]}'],
      usage: ['{"data":{"avail":0,"total":0,"used":0}}', '{"data":{"avail":<n>,"total":<n>,"used":<n>}}'],
      group: '{"data":[]}',
      unknown: [
        'permission check failed - missing Datastore.Audit|Datastore.Backup on /datastore/none',
        "no such datastore 'none'",
        'namespace not found',
      ],
    },
  );
  assert.equal(await told('root', 'deleteNamespace'), 'Cannot create/delete root namespace!');
  assert.equal(await told('root', 'deleteNamespace', { ns: 'a' }), '{"data":null}');
  assert.equal(await told('root', 'listNamespaces'), '{"data":[{"ns":""},{"ns":"b"}]}');
});

test('a group is handed on; its files come as they are and decoded; its task can be read', async (t) => {
  const rig = await startRig(t);
  const { ask } = rig;
  await backUp(rig, 'eve', 'eve');
  const list = async (account: string) => (dataOf(await ask(account, 'listSnapshots')) as readonly unknown[]).length;
  assert.equal(await list('bob'), 0);
  assert.equal((await ask('admin', 'changeOwner', { ...evesGroup, 'new-owner': 'bob@pbs!t' })).status, 200);
  assert.deepEqual([await list('bob'), await list('eve')], [1, 0]);

  const download = async (name: EndpointName, fileName: string) =>
    (await ask('reader', name, { ...evesSnapshot, 'file-name': fileName })).body;
  assert.match(await download('downloadDecoded', 'index.json.blob'), /^\{\s*"backup-id": *"eve"/);
  const content = Buffer.concat([1, 2, 3].map((seed) => makeContent(100_000 + seed, seed)));
  assert.equal(await download('downloadDecoded', 'root.pxar.didx'), content.toString());
  assert.match(await download('downloadStored', 'none.blob'), /^open file ".*none\.blob" failed - not found$/);

  const tasks = dataOf(await ask('eve', 'listTasks')) as readonly Readonly<Record<string, string>>[];
  const [task] = tasks;
  assert.deepEqual(
    [tasks.length, task?.['worker_type'], task?.['worker_id'], task?.['status'], task?.['user']],
    [1, 'backup', 'store1:host/eve', 'OK', 'eve@pbs!t'],
  );
  const upid = task?.['upid'] ?? '';
  assert.match(upid, /^UPID:pbscope:(?:[0-9A-F]{8}:){4}backup:store1\\x3ahost-eve:eve@pbs!t:$/);
  const log = JSON.parse((await ask('eve', 'readTaskLog', { upid, limit: 500, 'test-status': 'true' })).body) as {
    readonly active: boolean;
    readonly data: readonly { readonly n: number; readonly t: string }[];
    readonly total: number;
  };
  assert.deepEqual([log.active, log.total, log.data.at(-1)?.n], [false, log.data.length, log.total]);
  assert.match(log.data.at(-1)?.t ?? '', /^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00: TASK OK$/);
  assert.deepEqual(dataOf(await ask('bob', 'listTasks')), []);
  assert.equal(
    (await ask('bob', 'readTaskStatus', { upid })).body,
    "missing permissions 'Sys.Audit' on '/system/tasks'",
  );
  const status = dataOf(await ask('root', 'readTaskStatus', { upid })) as Readonly<Record<string, unknown>>;
  assert.deepEqual([status['status'], status['exitstatus'], status['type']], ['stopped', 'OK', 'backup']);
});

test('a task that is stopped ends its session: the connection goes, the snapshot with it', async (t) => {
  const { running, ask, open } = await startRig(t);
  const client = await open('eve', 'eve');
  const [task] = dataOf(await ask('eve', 'listTasks', { running: 'true' })) as readonly { readonly upid: string }[];
  const closed = new Promise((resolve) => client.socket.once('close', resolve));
  assert.equal((await ask('eve', 'stopTask', { upid: task?.upid ?? '' })).body, '{"data":null}');
  await closed;
  await running.logged('backup store1:host/eve: TASK ERROR: task aborted');
  assert.deepEqual(dataOf(await ask('eve', 'listSnapshots')), []);
  assert.deepEqual(dataOf(await ask('eve', 'listTasks', { running: 'true' })), []);
});
