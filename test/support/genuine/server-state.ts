// What the genuine server must have held, as its answers show it: snapshots with their files, chunks, owners, accounts.
// In: a recording. Out: the state as a value; write-state.ts puts it on a disk. Guesses nothing that no answer says.
import {
  decodeManifest,
  isJsonObject,
  type JsonObject,
  manifestName,
  parseJson,
  parseQuery,
  splitTarget,
} from '../../../src/core/pbs/index.js';
import type { Credentials, TokenCredential } from '../../../src/pbs-server/index.js';
import type { Exchange } from './conversation.js';
import type { Recording } from './recording.js';
import { type ListedFile, makeManifest } from './stand-in-manifest.js';

export interface GroupState {
  readonly store: string;
  readonly namespace: string;
  readonly type: string;
  readonly id: string;
  readonly owner: string;
  /** Snapshots by time. */
  readonly snapshots: Map<number, Map<string, Uint8Array>>;
}

export interface ServerState {
  readonly stores: readonly string[];
  readonly groups: readonly GroupState[];
  /** Store and digest → the DataBlob as it lay there. */
  readonly chunks: ReadonlyMap<string, Buffer>;
  readonly credentials: Credentials;
}

export function readServerState(recording: Recording): ServerState {
  const reader = new StateReader();
  for (const exchange of recording.exchanges.values()) reader.take(exchange);
  return reader.finish(recording.http1Text);
}

/** The session that a connection is upgraded to. */
interface SessionTarget {
  readonly side: string;
  readonly group: GroupState;
  readonly timeSeconds: number;
  baseTimeSeconds: number | null;
}

type GroupName = Omit<GroupState, 'snapshots'>;

class StateReader {
  readonly #groups = new Map<string, GroupState>();
  readonly #chunks = new Map<string, Buffer>();
  readonly #targets = new Map<number, SessionTarget>();
  readonly #stores = new Set<string>();
  #isPermitted = true;
  #isCredentialGood = true;
  #groupItems: readonly (readonly [store: string, item: JsonObject])[] = [];

  take(exchange: Exchange): void {
    if (exchange.protocol === 'http1') this.#takeHttp1(exchange);
    else if (exchange.status === 200 && exchange.method === 'GET') this.#takeSessionReply(exchange);
  }

  #takeHttp1(exchange: Exchange): void {
    const { path, query } = splitTarget(exchange.target);
    const values = new Map(parseQuery(query));
    if (exchange.status === 401) this.#isCredentialGood = false;
    if (exchange.status === 403) this.#isPermitted = false;
    const store = values.get('store') ?? /\/datastore\/([^/]+)\//.exec(path)?.[1];
    if (store === undefined) return;
    this.#stores.add(store);
    if (path.endsWith('/snapshots')) for (const item of itemsOf(exchange)) this.#takeSnapshotItem(store, item);
    if (path.endsWith('/groups')) this.#groupItems = itemsOf(exchange).map((item) => [store, item]);
    const side = /\/(backup|reader)$/.exec(path)?.[1];
    if (side === undefined) return;
    const group = this.#group({
      store,
      namespace: values.get('ns') ?? '',
      type: values.get('backup-type') ?? '',
      id: values.get('backup-id') ?? '',
      owner: exchange.authId ?? '',
    });
    const timeSeconds = Number(values.get('backup-time'));
    this.#targets.set(exchange.connection, { side, group, timeSeconds, baseTimeSeconds: null });
    // A later snapshot of the group is what this text says; how much later it does not.
    if (/timestamp is older/.test(exchange.replyBody.toString())) filesOf(group, timeSeconds + 1);
  }

  #takeSessionReply(exchange: Exchange): void {
    const target = this.#targets.get(exchange.connection);
    if (target === undefined) return;
    const { group, side, timeSeconds } = target;
    const { path, query } = splitTarget(exchange.target);
    const [value = ''] = parseQuery(query).map(([, text]) => text);
    if (path === '/previous_backup_time') {
      const time = /"data":(\d+)/.exec(exchange.replyBody.toString())?.[1];
      if (time === undefined) return;
      target.baseTimeSeconds = Number(time);
      filesOf(group, Number(time));
    }
    if (path === '/previous') {
      target.baseTimeSeconds ??= decodeManifest(exchange.replyBody)?.backupTime ?? null;
      if (target.baseTimeSeconds === null) throw new Error(`${value}: the time of the previous snapshot is not known`);
      filesOf(group, target.baseTimeSeconds).set(value, exchange.replyBody);
    }
    if (side === 'reader' && path === '/download') filesOf(group, timeSeconds).set(value, exchange.replyBody);
    if (side === 'reader' && path === '/chunk') this.#chunks.set(`${group.store}/${value}`, exchange.replyBody);
  }

  #takeSnapshotItem(store: string, item: JsonObject): void {
    const group = this.#group(groupNameOf(store, item));
    const timeSeconds = Number(item['backup-time']);
    const listed = (item['files'] as unknown as readonly ListedFile[]).map((file) => ({ ...file }));
    const manifest = listed.find((file) => file.filename === manifestName);
    const files = listed.filter((file) => file.filename !== manifestName);
    const state = filesOf(group, timeSeconds);
    for (const file of files) state.set(file.filename, state.get(file.filename) ?? Buffer.alloc(0));
    if (!state.has(manifestName)) {
      state.set(manifestName, makeManifest({ ...group, timeSeconds, files }, manifest?.size ?? null));
    }
  }

  /** After all else: a list of groups says how many snapshots there are, other answers say which. */
  #takeGroupItem(store: string, item: JsonObject): void {
    const group = this.#group(groupNameOf(store, item));
    const lastSeconds = Number(item['last-backup']);
    const names = item['files'] as readonly string[];
    const files = names
      .filter((name) => name !== manifestName)
      .map((filename) => ({ filename, 'crypt-mode': 'none', size: 0 }));
    for (let count = 0; group.snapshots.size < Number(item['backup-count']); count += 1) {
      const timeSeconds = lastSeconds - count;
      if (group.snapshots.has(timeSeconds)) continue;
      const state = filesOf(group, timeSeconds);
      for (const file of files) state.set(file.filename, Buffer.alloc(0));
      state.set(manifestName, makeManifest({ ...group, timeSeconds, files }, null));
    }
  }

  #group(name: GroupName): GroupState {
    const key = [name.store, name.namespace, name.type, name.id].join(' ');
    const group = this.#groups.get(key) ?? { ...name, snapshots: new Map() };
    this.#groups.set(key, group);
    return group;
  }

  finish(http1Text: string): ServerState {
    for (const [store, item] of this.#groupItems) this.#takeGroupItem(store, item);
    const listed = new Set(this.#groupItems.map(([store, item]) => this.#group(groupNameOf(store, item))));
    // The group of a first backup is made by the backup.
    const groups = [...this.#groups.values()].filter((group) => group.snapshots.size > 0 || listed.has(group));
    for (const group of groups) {
      for (const [timeSeconds, files] of group.snapshots) {
        // Without one it would not be a finished snapshot.
        if (!files.has(manifestName)) files.set(manifestName, makeManifest({ ...group, timeSeconds, files: [] }, null));
      }
    }
    return {
      stores: this.#isPermitted ? [...this.#stores] : [],
      groups,
      chunks: this.#chunks,
      credentials: readCredentials(http1Text, this.#isCredentialGood ? 'same' : 'other'),
    };
  }
}

function filesOf(group: GroupState, timeSeconds: number): Map<string, Uint8Array> {
  const files = group.snapshots.get(timeSeconds) ?? new Map<string, Uint8Array>();
  group.snapshots.set(timeSeconds, files);
  return files;
}

function itemsOf(exchange: Exchange): readonly JsonObject[] {
  const document = parseJson(exchange.replyBody.toString('utf8'));
  const items = isJsonObject(document) ? document['data'] : [];
  return Array.isArray(items) ? items.filter(isJsonObject) : [];
}

function groupNameOf(store: string, item: JsonObject): GroupName {
  const [type, id, owner] = [item['backup-type'], item['backup-id'], item['owner']].map(String);
  return { store, namespace: '', type: type ?? '', id: id ?? '', owner: owner ?? '' };
}

/** The secrets that the client used, or others where the server refused them. */
function readCredentials(http1Text: string, secrets: 'same' | 'other'): Credentials {
  const secretOf = (recorded: string): string => (secrets === 'same' ? recorded : `not ${recorded}`);
  const tokens = new Map<string, TokenCredential>();
  for (const [, tokenId = '', secret = ''] of http1Text.matchAll(/PBSAPIToken[ =]([^:\r\n]+):([^\r\n]+)/gi)) {
    tokens.set(tokenId, { tokenId, secret: decodeURIComponent(secretOf(secret)) });
  }
  const logins = [...http1Text.matchAll(/\{"password":"([^"]*)","username":"([^"]*)"\}/g)];
  const users = logins.map(([, password = '', userId = '']) => ({ userId, password: secretOf(password) }));
  return { tokens: [...tokens.values()], users };
}
