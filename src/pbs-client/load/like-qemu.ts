// QEMU's session (protocol.md 4.8): every disk registered first, with one chunk of zeros each, then the configuration, then the
// disks' blocks by turns, each disk with a queue of its own; closes, manifest and finish last.
import { fixedChunkSizeBytes } from '../../core/pbs/index.js';
import {
  appendEntries,
  BoundedQueue,
  ChunkCounter,
  createIndex,
  downloadPreviousManifest,
  type Queued,
  readPreviousEntries,
  type SourceChunk,
  startChunk,
  uploadBlob,
  uploadManifest,
  writeManifest,
} from '../backup/index.js';
import type { Session } from '../connect/index.js';
import { withSession } from '../with-session.js';
import { archivesOf, stateAfter } from './archives-of-task.js';
import type { LoadArchive, LoadTask } from './load-plan.js';
import { type KnownChunk, knownChunksOf, makeChunks } from './synthetic-archive.js';
import { zeroContent } from './synthetic-content.js';

export const runLikeQemu = (task: LoadTask): Promise<readonly LoadArchive[]> =>
  withSession(task.options, 'backup', task.snapshot, (session) => sendLikeQemu(session, task));

/** Entries of a disk that wait for their replies, besides the one awaited and the one that waits to get in: 100 calls in all. */
const queueLimit = 98;
/** Entries of an append. */
const appendCount = 128;
/** Threads of QEMU that hand blocks over at a time: so many bodies may wait for window. */
const writerCount = 16;

interface Disk {
  readonly name: string;
  readonly wid: number;
  readonly chunks: Iterator<SourceChunk>;
  readonly counter: ChunkCounter;
  readonly queue: BoundedQueue<Queued>;
  readonly appended: Promise<void>;
}

export async function sendLikeQemu(session: Session, task: LoadTask): Promise<readonly LoadArchive[]> {
  const { codec, snapshot } = task;
  /** Of all disks together, as the library has it. */
  const known = new Set<string>();
  const disks = await registerDisks(session, task, known);
  const config = Buffer.from(`boot: order=scsi0\nmemory: 4096\nname: ${snapshot.id}\n`);
  const blobs = [
    await uploadBlob(session, 'qemu-server.conf.blob', config, codec),
    await uploadBlob(session, 'fw.conf.blob', Buffer.from('[OPTIONS]\nenable: 1\n'), codec),
  ];
  await sendBlocks(session, disks, known, task.onProgress);
  const written = [];
  for (const disk of disks) written.push(await closeDisk(session, disk));
  const files = written.map(({ name, logicalBytes, csum }) => ({ filename: name, sizeBytes: logicalBytes, csum }));
  await uploadManifest(session, writeManifest(snapshot, [...blobs, ...files], codec.key), codec);
  await session.call('finish');
  return written.map(({ csum: _csum, ...archive }) => archive);
}

async function registerDisks(session: Session, task: LoadTask, known: Set<string>): Promise<readonly Disk[]> {
  const { codec } = task;
  const previous = await downloadPreviousManifest(session);
  const archives = archivesOf(task, 'image', (index) => `drive-scsi${index}.img.fidx`, stateAfter(previous));
  const zeros = makeZeroChunk(task);
  const disks: Disk[] = [];
  for (const archive of archives) {
    const entries = await readPreviousEntries(session, previous, archive.name, codec.key);
    for (const entry of entries) known.add(entry.digest);
    const wid = await createIndex(session, 'fixed', archive.name, archive.sizeBytes);
    const counter = new ChunkCounter('fixed');
    await startChunk(session, 'fixed', wid, zeros, counter).replied;
    known.add(zeros.digest);
    const queue = new BoundedQueue<Queued>(queueLimit);
    const appended = appendEntries(session, 'fixed', wid, queue, appendCount);
    appended.catch((error: unknown) => queue.fail(error));
    // Blocks that were never written are zeros, on a first backup the only ones that are known.
    const reusable: readonly KnownChunk[] = entries.length > 0 ? knownChunksOf(entries) : [zeros];
    disks.push({ name: archive.name, wid, chunks: makeChunks(archive, reusable), counter, queue, appended });
  }
  return disks;
}

function makeZeroChunk({ codec }: LoadTask): SourceChunk {
  const { bytes, pack } = zeroContent(fixedChunkSizeBytes);
  return {
    digest: codec.digest(bytes),
    sizeBytes: bytes.length,
    encode: () => codec.encodePacked(bytes, pack()),
  };
}

/** A block of each disk in turn. A block is known only once its reply is there, as in the library. */
async function sendBlocks(
  session: Session,
  disks: readonly Disk[],
  known: Set<string>,
  onProgress: (addedBytes: number) => void,
): Promise<void> {
  const unsent = new Set<Promise<void>>();
  let open = [...disks];
  while (open.length > 0) {
    const stillOpen: Disk[] = [];
    for (const disk of open) {
      const { done, value: chunk } = disk.chunks.next();
      if (done === true) continue;
      stillOpen.push(disk);
      await sendBlock(session, disk, chunk, known, unsent);
      onProgress(chunk.sizeBytes);
    }
    open = stillOpen;
  }
}

async function sendBlock(
  session: Session,
  { wid, counter, queue }: Disk,
  chunk: SourceChunk,
  known: Set<string>,
  unsent: Set<Promise<void>>,
): Promise<void> {
  const entries = [counter.add(chunk)];
  if (known.has(chunk.digest)) {
    counter.noteKnown();
    return queue.put({ entries, call: null });
  }
  if (unsent.size >= writerCount) await Promise.race(unsent);
  const call = startChunk(session, 'fixed', wid, chunk, counter);
  unsent.add(call.sent);
  void call.sent.then(() => unsent.delete(call.sent));
  call.replied.then(
    () => known.add(chunk.digest),
    () => undefined, // told by the queue's other end
  );
  await queue.put({ entries, call });
}

async function closeDisk(session: Session, { name, wid, counter, queue, appended }: Disk) {
  queue.close();
  await appended;
  const counts = counter.finish();
  await session.call('closeFixedIndex', {
    'chunk-count': counts.chunkCount,
    csum: counts.csum,
    size: counts.logicalBytes,
    wid,
  });
  return { name, ...counts };
}
