// Front door of the embedded PBS server: a real listener with a real datastore on disk, for the demo, the tests and
// `pbscope server`. In: options. Out: where it listens and what a client needs to come in. Never runs open.
import type { Server } from 'node:net';
import { type Credentials, openAccounts } from './accounts/index.js';
import { fingerprintOf, type KeyPair, openCertificate } from './certificate.js';
import { Connections } from './connections.js';
import { Datastore, type SyncLevel } from './datastore/index.js';
import { createEntry } from './entry.js';
import type { FaultPlan } from './faults/index.js';
import { type Personality, personalities } from './personality.js';
import { Tasks } from './tasks/index.js';
import type { ServeOptions } from './transport/index.js';
import type { ServerWitness } from './witness.js';
import { pbsDelays } from './word-outcome.js';

export {
  type AccountBook,
  type AccountChange,
  AccountFolder,
  AccountsRefusal,
  AccountsUnusable,
  type AclEntry,
  addToken,
  addUser,
  type Credentials,
  changeAccount,
  hashPassword,
  hashTokenSecret,
  isWorthless,
  type PasswordCredential,
  type Role,
  removeAcl,
  removeToken,
  removeUser,
  roleNames,
  setAcl,
  setPassword,
  type TokenCredential,
  userOf,
} from './accounts/index.js';
export {
  Datastore,
  DatastoreInUse,
  formatGroup,
  formatSnapshot,
  type GroupName,
  isDiskError,
  listGroups,
  type SnapshotName,
  type SyncLevel,
  syncLevels,
} from './datastore/index.js';
export { type FaultFile, type FaultFileProblem, type FaultPlan, parseFaultFile } from './faults/index.js';
export {
  collectGarbage,
  describeGarbage,
  formatGarbageStatus,
  type GarbageStatus,
  type KeepOptions,
  type PrunedSnapshot,
  periods,
  pruneGroup,
  type VerifyScope,
  type VerifySummary,
  verifyDatastore,
} from './maintenance/index.js';
export { isRefusal, type Outcome } from './refusal.js';
export { nameOfRun } from './tasks/index.js';
export type { ArrivedHead, ServerWitness } from './witness.js';
export type Release = Personality['release'];
export const releases = Object.keys(personalities) as readonly Release[];

export interface PbsServerOptions {
  /** Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  readonly datastores: readonly { readonly name: string; readonly folder: string }[];
  /** Accounts that live as long as the process, beside those of the folder. */
  readonly credentials?: Credentials;
  /**
   * Where accounts are kept (`AccountFolder`), and the server's certificate. Where there is no account in it nor above, one
   * random token is made at start.
   */
  readonly accountsFolder?: string;
  /** PEM; without it the certificate of `accountsFolder`, or one that is made at start. */
  readonly tls?: KeyPair;
  /** Pause before a 401; PBS's own is 3 s. Zero takes away its other pauses too. */
  readonly authDelayMs?: number;
  /** `all`: make the 65 536 chunk folders at start, so that a real PBS can take the folder over (D18). */
  readonly chunkFolders?: 'as-needed' | 'all';
  readonly syncLevel?: SyncLevel;
  /** Which release it answers like. */
  readonly release?: Release;
  /** Lines of the task log, one session's prefixed with what it is. */
  readonly log: (line: string) => void;
  /** What goes wrong on purpose, from parseFaultFile; null or absent: nothing. */
  readonly faults?: FaultPlan | null;
  /** Told of what arrives, before it is answered. */
  readonly witness?: ServerWitness;
  /** A gate for tests: runs when an answer is ready, before its first byte. */
  readonly beforeReply?: ServeOptions['beforeReply'];
}

export interface PbsServer {
  readonly address: { readonly host: string; readonly port: number };
  /** SHA-256 of the certificate, as `PBS_FINGERPRINT` wants it. */
  readonly fingerprint: string;
  /** A token whose secret is known: the first of `credentials`, or the one made at start; both empty where there is none. */
  readonly tokenId: string;
  readonly tokenSecret: string;
  stop(): Promise<void>;
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);

export async function startPbsServer(options: PbsServerOptions): Promise<PbsServer> {
  const tls = options.tls ?? (await openCertificate(options.accountsFolder, Date.now()));
  const personality = personalities[options.release ?? '4.1'];
  const { accounts, token } = await openAccounts({
    folder: options.accountsFolder ?? null,
    credentials: options.credentials ?? {},
    stores: options.datastores.map((one) => one.name),
    nowSeconds,
    log: options.log,
  });
  const datastores = await openDatastores(options);
  const tasks = new Tasks(nowSeconds);
  const unauthorizedMs = options.authDelayMs ?? pbsDelays.unauthorizedMs;
  const connections = new Connections({
    context: { accounts, datastores, personality, tasks },
    serve: {
      personality,
      authDelayMs: unauthorizedMs,
      beforeReply: options.beforeReply ?? (() => Promise.resolve()),
    },
    delays: { unauthorizedMs, forbiddenMs: Math.min(unauthorizedMs, pbsDelays.forbiddenMs) },
    faults: options.faults ?? null,
    log: options.log,
    witness: options.witness,
  });
  const entry = createEntry({
    tls,
    plainHttpAfterMs: personality.plainHttpAfterMs,
    accept: (tls, tcp) => void connections.accept(tls, tcp),
    log: options.log,
  });
  const closeDatastores = async (): Promise<void> => {
    for (const datastore of datastores.values()) await datastore.close();
  };
  const port = await listen(entry.listener, options.listen).catch(async (error: unknown) => {
    await closeDatastores();
    throw error;
  });
  return {
    address: { host: options.listen.host, port },
    fingerprint: fingerprintOf(tls.cert),
    tokenId: token?.tokenId ?? '',
    tokenSecret: token?.secret ?? '',
    async stop() {
      const closed = new Promise<void>((resolve) => entry.listener.close(() => resolve()));
      entry.destroyPending();
      await connections.stop();
      await closed;
      await tasks.stop();
      await closeDatastores();
    },
  };
}

async function openDatastores(options: PbsServerOptions): Promise<ReadonlyMap<string, Datastore>> {
  const datastores = new Map<string, Datastore>();
  try {
    for (const { name, folder } of options.datastores) {
      const { syncLevel = 'filesystem', chunkFolders = 'as-needed', log } = options;
      datastores.set(name, await Datastore.open({ name, folder, syncLevel, chunkFolders, log }));
    }
  } catch (error) {
    for (const datastore of datastores.values()) await datastore.close();
    throw error;
  }
  return datastores;
}

function listen(listener: Server, at: PbsServerOptions['listen']): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(at.port, at.host, () => {
      listener.off('error', reject);
      const address = listener.address();
      resolve(typeof address === 'object' && address !== null ? address.port : at.port);
    });
  });
}
