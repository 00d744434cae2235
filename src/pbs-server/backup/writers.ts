// Index writers of a session: made, found, closed (protocol.md 4.2, 5.4, 5.6). Each check with PBS's text.
// In: a session and checked parameters. Out: a writer id, or a refusal. What stands between is append.ts.
import { join } from 'node:path';
import {
  countFixedEntries,
  countStoredEntries,
  DynamicIndexWriter,
  exists,
  FixedIndexWriter,
  hashFixedEntries,
  type SnapshotName,
} from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { type BackupSession, describePath, refuseUnlessActive } from './session.js';
import { emptyStatistic, type UploadStatistic } from './statistic.js';

interface WriterState {
  readonly wid: number;
  readonly name: string;
  chunkCount: number;
  statistic: UploadStatistic;
  /** Closed on disk but refused by its csum: 4.x keeps such a writer, and finish fails for good. */
  isClosed: boolean;
}

export type DynamicWriter = WriterState & {
  readonly kind: 'dynamic';
  readonly index: DynamicIndexWriter;
  /** Running offset: where the next chunk must start. */
  offsetBytes: number;
};

export type FixedWriter = WriterState & {
  readonly kind: 'fixed';
  readonly index: FixedIndexWriter;
  readonly sizeBytes: number;
  readonly isIncremental: boolean;
  /** Only the last chunk of an image may be shorter than 4 MiB. */
  smallChunkCount: number;
};

export type IndexWriter = DynamicWriter | FixedWriter;

/** The writer of that number and kind; the two kinds share one counter but not one table. */
export function findWriter(session: BackupSession, kind: IndexWriter['kind'], wid: number): Outcome<IndexWriter> {
  const writer = session.writers.get(wid);
  return writer?.kind === kind ? writer : refuse(`${kind} writer '${wid}' not registered`);
}

export function createDynamicIndex(session: BackupSession, name: string): Promise<Outcome<number>> {
  return session.turns.take(async () => {
    if (!name.endsWith('.didx')) return refuse(`wrong archive extension: '${name}'`);
    const refusal = refuseUnlessActive(session);
    if (refusal !== null) return refusal;
    const index = await DynamicIndexWriter.create(archivePath(session, session.snapshot, name));
    return register(session, { ...newState(session, name), kind: 'dynamic', index, offsetBytes: 0 });
  });
}

export function createFixedIndex(
  session: BackupSession,
  request: { readonly name: string; readonly sizeBytes: number; readonly reuseCsum: string | null },
): Promise<Outcome<number>> {
  const { name, sizeBytes, reuseCsum } = request;
  return session.turns.take(async () => {
    if (!name.endsWith('.fidx')) return refuse(`wrong archive extension: '${name}'`);
    const base = reuseCsum === null ? null : await findBase(session, name, reuseCsum, sizeBytes);
    if (isRefusal(base)) return base;
    const refusal = refuseUnlessActive(session);
    if (refusal !== null) return refusal;
    const index = await FixedIndexWriter.create(archivePath(session, session.snapshot, name), sizeBytes, base);
    const isIncremental = base !== null;
    return register(session, {
      ...newState(session, name),
      kind: 'fixed',
      index,
      sizeBytes,
      isIncremental,
      smallChunkCount: 0,
    });
  });
}

function newState(session: BackupSession, name: string): WriterState {
  return { wid: session.lastWriterId + 1, name, chunkCount: 0, statistic: emptyStatistic, isClosed: false };
}

function register(session: BackupSession, writer: IndexWriter): number {
  session.lastWriterId = writer.wid;
  session.writers.set(writer.wid, writer);
  session.log(`created new ${writer.kind} index ${writer.wid} (${describePath(session, writer.name)})`);
  return writer.wid;
}

function archivePath(session: BackupSession, snapshot: SnapshotName, name: string): string {
  return join(session.datastore.snapshotFolder(snapshot), name);
}

/** The index that an incremental backup starts from (5.4). */
async function findBase(
  session: BackupSession,
  name: string,
  reuseCsum: string,
  sizeBytes: number,
): Promise<Outcome<string>> {
  if (session.lastBackup === null) return refuse('cannot reuse index - no valid previous backup exists');
  const path = archivePath(session, session.lastBackup, name);
  if (!(await exists(path))) return refuse('cannot reuse index - no previous backup exists for archive');
  const csum = await hashFixedEntries(path);
  if (csum !== reuseCsum) {
    return refuse(`expected csum (${reuseCsum}) doesn't match last backup's (${csum}), cannot do incremental backup`);
  }
  const isSameLength = (await countStoredEntries(path)) === countFixedEntries(sizeBytes);
  return isSameLength ? path : refuse('clone_data_from failed - index sizes not equal');
}
