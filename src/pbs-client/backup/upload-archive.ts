// One archive to the server: its index created, the two halves of the pipeline run side by side, its index closed when the
// last append is answered (protocol.md 4.4, 4.9). In: chunks and what is known. Out: what was sent.
import { ClientFailure } from '../client-failure.js';
import type { Session } from '../connect/index.js';
import { appendEntries } from './append-entries.js';
import { type ArchiveKind, archiveCalls } from './archive-calls.js';
import { BoundedQueue } from './bounded-queue.js';
import type { SentChunks } from './chunk-counter.js';
import { type ChunkPlan, type Queued, sendChunks } from './send-chunks.js';

export interface ArchivePlan extends ChunkPlan {
  /** With the server's extension: `disk.img.fidx`, `root.pxar.didx`. */
  readonly name: string;
  /** Fixed only: size of the image. */
  readonly sizeBytes: number | null;
}

export interface UploadedArchive extends SentChunks {
  readonly name: string;
}

/** Entries that wait for their replies, besides the one awaited and the one that waits to get in: 66 calls in all. */
const queueLimit = 64;

export async function uploadArchive(session: Session, plan: ArchivePlan): Promise<UploadedArchive> {
  const { name, kind } = plan;
  const calls = archiveCalls[kind];
  const wid = await createIndex(session, kind, name, plan.sizeBytes);
  const queue = new BoundedQueue<Queued>(queueLimit);
  const failBoth = (error: unknown): never => {
    queue.fail(error);
    throw error;
  };
  const [sent] = await Promise.all([
    sendChunks(session, plan, wid, queue).catch(failBoth),
    appendEntries(session, kind, wid, queue).catch(failBoth),
  ]);
  const { chunkCount, csum, logicalBytes } = sent;
  // PBS closes no index without a chunk, and says it in the words of a schema.
  if (chunkCount === 0)
    throw new ClientFailure('unusable-source', `${name} is empty: an archive has at least one byte`);
  await session.call(calls.close, { 'chunk-count': chunkCount, csum, size: logicalBytes, wid });
  return { name, ...sent };
}

/** Out: the writer id. A stream has no size yet; `reuseCsum`: an image's index made from the last one (protocol.md 5.4). */
export async function createIndex(
  session: Session,
  kind: ArchiveKind,
  name: string,
  sizeBytes: number | null,
  reuseCsum?: string,
): Promise<number> {
  const size = kind === 'fixed' ? (sizeBytes ?? undefined) : undefined;
  const wid = await session.ask(archiveCalls[kind].create, { 'archive-name': name, 'reuse-csum': reuseCsum, size });
  if (typeof wid !== 'number') throw new ClientFailure('damaged', `${name}: the server gave no writer id`);
  return wid;
}
