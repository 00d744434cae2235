// A pull sync (protocol.md 1.10, 6.3): what is there is listed, then each snapshot gets a reader session of its own, up to 20 chunks
// open at a time, none fetched twice in the run; last the client's log, which is rarely there. What comes is checked and let go.
import { isJsonObject } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import { type Connection, openConnection, type Session, type SnapshotName } from '../connect/index.js';
import { readIndexFile } from '../index-file.js';
import { listSnapshots } from '../listing/index.js';
import { readManifest } from '../restore/index.js';
import { runSession, withConnection } from '../with-session.js';
import { fetchChunks } from './fetch-chunks.js';
import type { LoadArchive, LoadTask } from './load-plan.js';

/** PBS's own bound. */
export const pullOpenChunkCount = 20;
const logName = 'client.log.blob';

export const runLikePullSync = (task: LoadTask): Promise<readonly LoadArchive[]> =>
  withConnection(task.options, async (first) => {
    const fetched = new Set<string>();
    const pulled: LoadArchive[] = [];
    let connection: Connection | null = first;
    for (const snapshot of await listAll(first, task)) {
      // The first session goes over the connection of the listing.
      connection ??= await openConnection(task.options);
      try {
        const archives = await runSession(task.options, connection, 'reader', snapshot, (session) =>
          pullSnapshot(session, task, fetched),
        );
        pulled.push(...archives);
      } finally {
        connection.close();
        connection = null;
      }
    }
    return pulled;
  });

async function listAll(connection: Connection, { options, snapshot }: LoadTask): Promise<readonly SnapshotName[]> {
  const { store } = options.repository;
  const { namespace } = snapshot;
  const ns = namespace === '' ? undefined : namespace;
  await connection.ask('listNamespaces', { store });
  const groups = await connection.ask('listGroups', { store, ns });
  const all: SnapshotName[] = [];
  for (const group of Array.isArray(groups) ? groups.filter(isJsonObject) : []) {
    const where = { namespace, type: String(group['backup-type']), id: String(group['backup-id']) };
    const listed = await listSnapshots(connection, store, where);
    all.push(...listed.map((one) => one.snapshot));
  }
  return all;
}

async function pullSnapshot(session: Session, task: LoadTask, fetched: Set<string>): Promise<readonly LoadArchive[]> {
  const pulled: LoadArchive[] = [];
  // Encrypted snapshots are pulled as they are: no key is asked for.
  for (const file of (await readManifest(session, 'as-it-is')).files) {
    const bytes = await session.call('downloadFile', { 'file-name': file.filename });
    if (file.filename.endsWith('.blob')) continue;
    const index = readIndexFile(bytes, file);
    if (index.kind === 'damaged') throw new ClientFailure('damaged', index.fault);
    const wanted = index.entries.filter(({ digest }) => !fetched.has(digest) && fetched.add(digest));
    const downloadedBytes = await fetchChunks(
      session,
      wanted.map((entry) => entry.digest),
      pullOpenChunkCount,
      task.onProgress,
    );
    pulled.push({
      name: file.filename,
      logicalBytes: index.archiveBytes,
      uploadedBytes: 0,
      encodedBytes: 0,
      chunkCount: index.entries.length,
      knownCount: index.entries.length - wanted.length,
      downloadedBytes,
    });
  }
  await session.call('downloadFile', { 'file-name': logName }).catch(expectNone);
  return pulled;
}

/** A log that is not there is the normal case. */
function expectNone(error: unknown): null {
  if (error instanceof ClientFailure && error.kind === 'call-refused') return null;
  throw error;
}
