// One disk of a VM on a session: registered, its blocks handed over, closed (protocol.md 4.8). Registration fetches the last index,
// makes the new one, from the old where QEMU remembers what was written since, and sends a chunk of zeros.
import { fixedChunkSizeBytes, type Manifest } from '../../core/pbs/index.js';
import {
  appendEntries,
  BoundedQueue,
  ChunkCounter,
  createIndex,
  type Queued,
  readPreviousEntries,
  type SentChunks,
  type SourceChunk,
  startChunk,
} from '../backup/index.js';
import type { Codec } from '../codec/index.js';
import type { Session } from '../connect/index.js';
import { knownChunksOf, makeChunks, type SyntheticArchive } from './synthetic-archive.js';
import { zeroContent } from './synthetic-content.js';

/** Whether QEMU remembers which blocks were written since the last backup. */
export type Memory = 'none' | 'dirty-bitmap';

export interface Disk {
  readonly archive: SyntheticArchive;
  readonly wid: number;
  readonly chunks: Iterator<SourceChunk>;
  readonly counter: ChunkCounter;
  readonly queue: BoundedQueue<Queued>;
  readonly appended: Promise<void>;
  /** Digests of the index that this one is made from, block by block; null where it is made afresh. */
  readonly kept: Iterator<string> | null;
}

export interface ClosedDisk extends SentChunks {
  readonly name: string;
  /** Of the whole disk, where `logicalBytes` counts what was written. */
  readonly diskBytes: number;
}

/** Entries of a disk that wait for their replies, besides the one awaited and the one that waits to get in: 100 calls in all. */
const queueLimit = 98;
/** Entries of an append. */
const appendCount = 128;

export async function registerDisk(
  session: Session,
  archive: SyntheticArchive,
  previous: Manifest | null,
  known: Set<string>,
  memory: Memory,
): Promise<Disk> {
  const { name, codec, sizeBytes } = archive;
  const entries = await readPreviousEntries(session, previous, name, codec.key);
  for (const entry of entries) known.add(entry.digest);
  const last = previous?.files.find((file) => file.filename === name);
  // A disk that was resized begins afresh.
  const canReuse = memory === 'dirty-bitmap' && entries.length > 0 && last?.sizeBytes === sizeBytes;
  const wid = await createIndex(session, 'fixed', name, sizeBytes, canReuse ? last.csum : undefined);
  const counter = new ChunkCounter('fixed');
  const zeros = makeZeroChunk(codec);
  await startChunk(session, 'fixed', wid, zeros, counter).replied;
  known.add(zeros.digest);
  const queue = new BoundedQueue<Queued>(queueLimit);
  const appended = appendEntries(session, 'fixed', wid, queue, appendCount);
  appended.catch((error: unknown) => queue.fail(error));
  return {
    archive,
    wid,
    // Blocks that were never written are zeros, on a first backup the only ones that are known.
    chunks: makeChunks(archive, entries.length > 0 ? knownChunksOf(entries) : [zeros]),
    counter,
    queue,
    appended,
    kept: canReuse ? entries.map((entry) => entry.digest).values() : null,
  };
}

function makeZeroChunk(codec: Codec): SourceChunk {
  const { bytes, pack } = zeroContent(fixedChunkSizeBytes);
  return { digest: codec.digest(bytes), sizeBytes: bytes.length, encode: () => codec.encodePacked(bytes, pack()) };
}

/** `unsent`: bodies that wait for window; when as many as QEMU has writers do, the next one waits too. */
export async function sendBlock(
  session: Session,
  { wid, counter, queue, kept }: Disk,
  chunk: SourceChunk,
  known: Set<string>,
  unsent: Set<Promise<void>>,
  writerCount: number,
): Promise<void> {
  if (kept?.next().value === chunk.digest) return counter.passOver(chunk);
  const entries = [counter.add(chunk)];
  if (known.has(chunk.digest)) {
    counter.noteKnown();
    return queue.put({ entries, call: null });
  }
  if (unsent.size >= writerCount) await Promise.race(unsent);
  const call = startChunk(session, 'fixed', wid, chunk, counter);
  unsent.add(call.sent);
  void call.sent.then(() => unsent.delete(call.sent));
  // A block is known only once its reply is there, as in the library. A refusal is told by the queue's other end.
  call.replied.then(
    () => known.add(chunk.digest),
    () => undefined,
  );
  await queue.put({ entries, call });
}

export async function closeDisk(
  session: Session,
  { archive, wid, counter, queue, appended }: Disk,
): Promise<ClosedDisk> {
  queue.close();
  await appended;
  const { chunkCount, csum, logicalBytes, ...counts } = counter.finish();
  await session.call('closeFixedIndex', { 'chunk-count': chunkCount, csum, size: logicalBytes, wid });
  return { name: archive.name, diskBytes: archive.sizeBytes, chunkCount, csum, logicalBytes, ...counts };
}
