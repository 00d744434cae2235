// Where the releases of PBS differ on the wire, as one table (protocol.md 0.3, 1.7, 4.3; captures/server-answers).
// In: a release. Out: settings and words. A release is a row; nothing else in the server asks for a version number.
import type { Settings } from 'node:http2';
import type { EndpointName } from '../core/pbs/index.js';
import type { GroupName } from './datastore/index.js';

/** What a release does not know of the endpoint table. */
export interface Lacks {
  readonly endpoints: ReadonlySet<EndpointName>;
  readonly parameters: Readonly<Partial<Record<EndpointName, readonly string[]>>>;
}

/** Where the task logs differ (the captures' task.txt). */
export interface TaskLogWords {
  /** What `download … from` names. */
  readonly base: (snapshot: string) => string;
  /** Of an error with its cause, `connection error: not connected`. */
  readonly failed: (error: string) => string;
  /** About a snapshot that goes; null: it goes without a word. */
  readonly removed: ((folder: string) => string) | null;
  /** Before the files of a session are synced; null: 3.x says it to its own log only. */
  readonly syncing: string | null;
}

export interface Personality {
  readonly release: '3.1.4' | '3.2.4' | '4.1';
  /** As `version` answers, keys in its order. */
  readonly version: { readonly release: string; readonly repoid: string; readonly version: string };
  /** Of a session's HTTP/2 (1.7). */
  readonly settings: Settings;
  /** Of HTTP/2 that starts at once, for REST (captures/server-answers/tls-4.1.1.txt; 3.x: hyper 0.14's defaults). */
  readonly restSettings: Settings;
  /** The 101 of 3.1.5 and later has a `Connection` header (1.5). */
  readonly hasConnectionHeaderIn101: boolean;
  /** How long a connection may be silent before it is taken for plain HTTP; null: for as long as the handshake may (0.3, 1.1). */
  readonly plainHttpAfterMs: number | null;
  /** Limit of a synchronous handler's body (1.4). */
  readonly maxBodyBytes: number;
  /** RST_STREAM code after a reply that came before the end of the request (1.9). */
  readonly earlyReplyCode: number;
  /** Whether a login reply carries `status` and `success` beside its data (2.1). */
  readonly loginForm: 'plain' | 'with-status';
  /** Header of every 401 (2.5). */
  readonly clearsCookie: boolean;
  readonly lacks: Lacks;
  /** Whether `groups` lists one without a snapshot (captures/pbs-4.1.1/12-pull). */
  readonly listsEmptyGroups: boolean;
  /** Whether the end of a group is answered with counts, or with null. */
  readonly countsRemovals: boolean;
  /** `before-checks`: a failed close loses the writer; `after-success`: it can be tried again (5.6). */
  readonly removesWriter: 'before-checks' | 'after-success';
  /** Whether finish gives back group and snapshot locks, or the end of the connection (5.10). */
  readonly releasesLocksAt: 'finish' | 'end';
  /** Whether a failed manifest update leaves the session beyond repair (0.3). */
  readonly failsFinishForGood: boolean;
  readonly unfinishedText: string;
  readonly taskLog: TaskLogWords;
  /** When finish looks whether the base snapshot is still there: before or after the manifest has its statistics (5.7). */
  readonly checksBase: 'before-manifest' | 'after-manifest';
  /** About a snapshot that somebody removes: the base of a backup, the one that a reader wants (5.1 step 12, 6.1). */
  readonly snapshotInUse: Readonly<Record<'base' | 'wanted', (snapshot: string, folder: string) => string>>;
  readonly groupInUseText: (store: string, group: GroupName, folder: string) => string;
}

/** Windows of both releases: 32 MiB for a stream and for the connection, frames of 4 MiB (1.7). */
export const connectionWindowBytes = 33_554_432;
const maxFrameBytes = 4_194_304;
/** Of REST over HTTP/2: hyper's own. */
export const restWindowBytes = 1_048_576;

const modern: Personality = {
  release: '4.1',
  version: { release: '1', repoid: 'pbscope', version: '4.1' },
  settings: {
    initialWindowSize: connectionWindowBytes,
    maxFrameSize: maxFrameBytes,
    maxConcurrentStreams: 200,
    maxHeaderListSize: 16_384,
  },
  restSettings: {
    initialWindowSize: restWindowBytes,
    maxFrameSize: 16_384,
    maxConcurrentStreams: 200,
    maxHeaderListSize: 16_384,
  },
  hasConnectionHeaderIn101: true,
  plainHttpAfterMs: null,
  maxBodyBytes: 524_288,
  earlyReplyCode: 0,
  loginForm: 'with-status',
  clearsCookie: true,
  lacks: { endpoints: new Set(), parameters: {} },
  listsEmptyGroups: true,
  countsRemovals: true,
  removesWriter: 'after-success',
  releasesLocksAt: 'finish',
  failsFinishForGood: true,
  unfinishedText: 'backup ended but finished state is not set.',
  taskLog: {
    base: (snapshot) => `previous backup '${snapshot}'`,
    failed: (error) => `backup failed: ${error.split(': ')[0]}`,
    removed: (folder) => `removing backup snapshot "${folder}"`,
    syncing: 'syncing filesystem',
  },
  checksBase: 'before-manifest',
  // As with groups, 4.x tells the outer error only; no capture has these two.
  snapshotInUse: {
    base: (snapshot) => `while locking last snapshot during backup '${snapshot}'`,
    wanted: (snapshot) => `while locking snapshot '${snapshot}'`,
  },
  groupInUseText: (store, group) => `while creating locked backup group '${debugGroup(store, group)}'`,
};

const classic: Personality = {
  release: '3.2.4',
  version: { release: '4', repoid: 'pbscope', version: '3.2' },
  settings: {
    initialWindowSize: connectionWindowBytes,
    maxFrameSize: maxFrameBytes,
    maxHeaderListSize: 16_777_216,
  },
  restSettings: { initialWindowSize: restWindowBytes, maxFrameSize: 16_384, maxHeaderListSize: 16_777_216 },
  hasConnectionHeaderIn101: true,
  plainHttpAfterMs: 1000,
  maxBodyBytes: 65_536,
  earlyReplyCode: 8,
  loginForm: 'plain',
  clearsCookie: false,
  lacks: { endpoints: new Set(['logout']), parameters: { openBackup: ['no-cache'], login: ['http-only'] } },
  listsEmptyGroups: false,
  countsRemovals: false,
  removesWriter: 'before-checks',
  releasesLocksAt: 'end',
  failsFinishForGood: false,
  unfinishedText: 'backup ended but finished flag is not set.',
  taskLog: {
    base: () => 'previous backup',
    failed: (error) => `backup failed: ${error}`,
    removed: null,
    syncing: null,
  },
  checksBase: 'after-manifest',
  snapshotInUse: {
    base: (_, folder) => lockText('snapshot', folder, 'base snapshot is already locked by another operation'),
    wanted: (_, folder) => lockText('snapshot', folder, 'locked by another operation'),
  },
  groupInUseText: (_store, _group, folder) => lockText('backup group', folder, 'another backup is already running'),
};

export const personalities: Readonly<Record<Personality['release'], Personality>> = {
  '3.1.4': {
    ...classic,
    release: '3.1.4',
    version: { release: '4', repoid: 'pbscope', version: '3.1' },
    hasConnectionHeaderIn101: false,
  },
  '3.2.4': classic,
  '4.1': modern,
};

/** What 3.x says of a folder that it cannot lock. */
function lockText(what: string, folder: string, reason: string): string {
  return `unable to acquire lock on ${what} directory "${folder}" - ${reason}`;
}

/** Rust's debug form of a group, which 4.x shows to the client. */
function debugGroup(store: string, group: GroupName): string {
  const levels = group.namespace.split('/').filter((level) => level !== '');
  const inner = levels.map((level) => `"${level}"`).join(', ');
  const type = group.backupType.charAt(0).toUpperCase() + group.backupType.slice(1);
  return (
    `BackupGroup { store: "${store}", ns: BackupNamespace { inner: [${inner}], len: ${levels.join('/').length} }, ` +
    `group: BackupGroup { ty: ${type}, id: "${group.backupId}" } }`
  );
}
