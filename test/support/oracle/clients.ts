// What the clients of the oracle do. In: a bench and a plan. Out: when they have ended; how, stands in the failures of the bench.
// A client that fails does what the run is about: it stops nothing.

import { uploadManifest, writeManifest } from '../../../src/pbs-client/backup/index.js';
import { compressNothing, createCodec, type DataKey } from '../../../src/pbs-client/codec/index.js';
import { defaultConnectLimits } from '../../../src/pbs-client/connect/connect-limits.js';
import { dialects } from '../../../src/pbs-client/connect/dialects.js';
import { logIn } from '../../../src/pbs-client/connect/login.js';
import { openSecureConnection } from '../../../src/pbs-client/connect/secure-connection.js';
import { upgrade } from '../../../src/pbs-client/connect/upgrade.js';
import {
  backup,
  type LoadPlan,
  type Personality,
  personalities,
  restore,
  runLoad,
} from '../../../src/pbs-client/index.js';
import { withSession } from '../../../src/pbs-client/with-session.js';
import type { Bench } from './bench.js';

type ClientName = 'file' | 'file-metadata' | 'qemu' | 'qemu-restore' | 'go' | 'pull-sync';
type Way = 'observed' | 'direct';
type Options = ReturnType<Bench['client']>;

const firstTimeSeconds = 1_700_000_000;

export const firstSnapshot = { type: 'host', id: 'oracle', timeSeconds: firstTimeSeconds + 1, namespace: '' } as const;

const plain: LoadPlan = {
  archiveKind: 'stream',
  archiveCount: 1,
  sizeBytes: 300_000,
  dedupShare: 0,
  compressibleShare: 0,
  averageChunkBytes: 16 * 1024,
  seed: 1,
  sessionCount: 1,
  snapshot: firstSnapshot,
  interruptAfter: null,
};

export interface LoadOptions extends Partial<Omit<LoadPlan, 'snapshot' | 'sessionCount'>> {
  readonly like?: ClientName;
  /** The run of the day, from 1: its time is later than that of the one before. */
  readonly nth?: number;
  readonly way?: Way;
  readonly as?: 'token' | 'user';
  readonly key?: DataKey;
  readonly signal?: AbortSignal;
}

/** A backup with the shape of a genuine client's. */
export async function load(
  bench: Bench,
  { like = 'file', nth = 1, way, as, key, signal, ...changes }: LoadOptions = {},
) {
  const options = {
    ...bench.client(way ?? 'observed', as),
    ...(key === undefined ? {} : { key }),
    ...(signal === undefined ? {} : { signal }),
  };
  const timeSeconds = firstTimeSeconds + nth;
  const plan = { ...plain, ...changes, snapshot: { ...plain.snapshot, timeSeconds } };
  const { sessions } = await runLoad(options, personalityOf(like), plan);
  bench.failures.push(...sessions.map((one) => one.failure?.message ?? null));
}

function personalityOf(name: ClientName): Personality {
  const found = personalities.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no personality ${name}`);
  return found;
}

/** A restore of the newest snapshot; `sinkMs`: how long the disk takes for each chunk. */
export const restoreAll = (bench: Bench, { sinkMs = 0, onlyIndexed = true } = {}): Promise<void> =>
  attempt(bench, (options) =>
    restore(options, { type: 'host', id: 'oracle', namespace: '' }, (name) =>
      onlyIndexed && name.endsWith('.blob') ? null : () => pause(sinkMs),
    ),
  );

/** A backup whose source gives a piece now and then, each of which becomes a chunk or two. */
export const backupSlowly = (bench: Bench, pieceCount: number, everyMs: number): Promise<void> =>
  attempt(bench, (options) =>
    backup(options, firstSnapshot, [
      {
        kind: 'image',
        name: 'disk.img',
        sizeBytes: pieceCount * pieceBytes,
        read: () => slowPieces(pieceCount, everyMs),
      },
    ]),
  );

/** The smallest backup, and a client that does not hang up when it is done. */
export const stayAfterFinish = (bench: Bench, stayMs: number): Promise<void> =>
  attempt(bench, (options) =>
    withSession(options, 'backup', firstSnapshot, async (session) => {
      await uploadManifest(session, writeManifest(firstSnapshot, [], null), createCodec(compressNothing, null));
      await session.call('finish');
      await pause(stayMs);
    }),
  );

/** Two nodes behind one name: the login reaches one of them, the upgrade the other. */
export const upgradeElsewhere = (bench: Bench): Promise<void> =>
  attempt(bench, async () => {
    const options = bench.client('observed', 'user');
    const { repository, fingerprint, secret } = options;
    const limits = defaultConnectLimits;
    const open = () => openSecureConnection({ ...repository, fingerprint, proxy: null }, limits);
    const first = await open();
    const credential = await logIn(first.socket, repository, secret, limits.requestTimeoutMs);
    first.socket.destroy();
    const second = await open();
    try {
      const speaker = { dialect: dialects.file, repository, credential };
      await upgrade(second.socket, 'backup', firstSnapshot, speaker, limits.upgradeTimeoutMs);
    } finally {
      second.socket.destroy();
    }
  });

const pieceBytes = 64 * 1024;

async function* slowPieces(pieceCount: number, everyMs: number): AsyncGenerator<Uint8Array> {
  for (let piece = 1; piece <= pieceCount; piece += 1) {
    await pause(everyMs);
    yield new Uint8Array(pieceBytes).fill(piece);
  }
}

/** What the client ends with is no news of the run. */
export async function attempt(bench: Bench, act: (options: Options) => Promise<unknown>): Promise<void> {
  const failure = await act(bench.client('observed')).then(
    () => null,
    (error: Error) => error.message,
  );
  bench.failures.push(failure);
}

const pause = (waitMs: number): Promise<void> | void =>
  waitMs === 0 ? undefined : new Promise((resolve) => setTimeout(resolve, waitMs));
