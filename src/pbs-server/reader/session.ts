// A reader session (protocol.md 6): one snapshot, read only, and the set of chunks that its indexes name.
// In: what the upgrade settled. Out: the checks of the upgrade, and the table of handlers.
import { join } from 'node:path';
import { bytesAnswer, dataAnswer, listSubdirs, type SessionApi, textOf } from '../api/index.js';
import {
  archiveKind,
  checkBackupTime,
  type Datastore,
  formatSnapshot,
  openFile,
  type Release,
  readIndexEntries,
  type SnapshotName,
} from '../datastore/index.js';
import type { Personality } from '../personality.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';

export interface ReaderSession {
  readonly datastore: Datastore;
  readonly snapshot: SnapshotName;
  /** Chunks of the indexes that were downloaded in this session; no other is given out. */
  readonly allowedDigests: Set<string>;
  readonly log: (line: string) => void;
  readonly debug: (line: string) => void;
  readonly release: Release;
}

export interface ReaderRequest {
  readonly datastore: Datastore;
  readonly snapshot: SnapshotName;
  readonly isDebug: boolean;
  readonly personality: Personality;
  readonly log: (line: string) => void;
}

/** What `speedtest` of a reader sends: 1 MiB of `A`. */
const speedtestBytes = 1_048_576;
const letterA = 0x41;
const unauthorized = 401;

export async function openReader(request: ReaderRequest): Promise<Outcome<ReaderSession>> {
  const { datastore, snapshot, isDebug, personality, log } = request;
  if (!(await datastore.hasNamespace(snapshot.namespace))) return refuse('namespace not found', 404);
  const wrongTime = checkBackupTime(snapshot.backupTime);
  if (wrongTime !== null) return wrongTime;
  const folder = datastore.snapshotFolder(snapshot);
  if (!(await datastore.hasSnapshot(snapshot))) return refuse(`snapshot ${formatSnapshot(snapshot)} does not exist.`);
  const release = datastore.snapshotLocks.tryShared(folder);
  if (release === null) return refuse(personality.snapshotInUse.wanted(formatSnapshot(snapshot), folder));
  log(`starting new backup reader datastore '${datastore.name}': "${datastore.folder}"`);
  const debug = isDebug ? log : () => undefined;
  return { datastore, snapshot, allowedDigests: new Set(), log, debug, release };
}

export function createReaderApi(session: ReaderSession): SessionApi {
  const handlers: SessionApi['handlers'] = {
    listReaderFolder: async () => dataAnswer(listSubdirs('reader')),
    downloadFile: async ({ values }) => {
      const file = await downloadFile(session, textOf(values, 'file-name'));
      return isRefusal(file) ? file : bytesAnswer(file);
    },
    downloadChunk: async ({ values }) => {
      const chunk = await downloadChunk(session, textOf(values, 'digest'));
      return isRefusal(chunk) ? chunk : bytesAnswer(chunk);
    },
    readerSpeedtest: async () => bytesAnswer(Buffer.alloc(speedtestBytes, letterA)),
  };
  return { side: 'reader', handlers, log: session.log, debug: session.debug };
}

async function downloadFile(session: ReaderSession, fileName: string): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  const path = join(session.datastore.snapshotFolder(session.snapshot), fileName);
  session.log(`download "${path}"`);
  const kind = archiveKind(fileName);
  if (kind === null) return refuse(`unknown archive type: "${fileName}"`);
  if (kind !== 'blob') {
    const refusal = await readIndexEntries(path, kind, (entries) => {
      for (const entry of entries) session.allowedDigests.add(entry.digest);
    });
    if (refusal !== null) return refusal;
    session.log(`register chunks in '${fileName}' as downloadable.`);
  }
  return openFile(path);
}

async function downloadChunk(session: ReaderSession, digest: string): Promise<Outcome<Uint8Array>> {
  if (!session.allowedDigests.has(digest)) {
    session.log(`attempted to download chunk ${digest} which is not in registered chunk list`);
    return refuse(`download chunk ${digest} not allowed`, unauthorized);
  }
  session.log(`download chunk "${session.datastore.chunks.path(digest)}"`);
  return session.datastore.readChunk(digest);
}

/** The end of a reader: the snapshot may be forgotten again. */
export function endReaderSession(session: ReaderSession, errorText: string | null): void {
  session.release();
  if (errorText === null) session.log('reader finished successfully');
  session.log(errorText === null ? 'TASK OK' : `TASK ERROR: ${errorText}`);
}
