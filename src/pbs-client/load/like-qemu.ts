// QEMU's session (protocol.md 4.8): every disk registered first, then the configuration, then the disks' blocks by turns, each disk
// with a queue of its own; closes, manifest and finish last. With a dirty bitmap only what is new is sent at all.
import { downloadPreviousManifest, uploadBlob, uploadManifest, writeManifest } from '../backup/index.js';
import type { Session } from '../connect/index.js';
import { withSession } from '../with-session.js';
import { archivesOf, stateAfter } from './archives-of-task.js';
import type { LoadArchive, LoadTask } from './load-plan.js';
import { closeDisk, type Disk, type Memory, registerDisk, sendBlock } from './qemu-disk.js';

export const runLikeQemu =
  (memory: Memory) =>
  (task: LoadTask): Promise<readonly LoadArchive[]> =>
    withSession(task.options, 'backup', task.snapshot, (session) => sendLikeQemu(session, task, memory));

/** Threads of QEMU that hand blocks over at a time: so many bodies may wait for window. */
const writerCount = 16;

export async function sendLikeQemu(session: Session, task: LoadTask, memory: Memory): Promise<readonly LoadArchive[]> {
  const { codec, snapshot } = task;
  const previous = await downloadPreviousManifest(session);
  /** Of all disks together, as the library has it. */
  const known = new Set<string>();
  const disks: Disk[] = [];
  for (const archive of archivesOf(task, 'image', (at) => `drive-scsi${at}.img.fidx`, stateAfter(previous)))
    disks.push(await registerDisk(session, archive, previous, known, memory));
  const config = Buffer.from(`boot: order=scsi0\nmemory: 4096\nname: ${snapshot.id}\n`);
  const blobs = [
    await uploadBlob(session, 'qemu-server.conf.blob', config, codec),
    await uploadBlob(session, 'fw.conf.blob', Buffer.from('[OPTIONS]\nenable: 1\n'), codec),
  ];
  await sendBlocks(session, disks, known, task.onProgress);
  const closed = [];
  for (const disk of disks) closed.push(await closeDisk(session, disk));
  const files = closed.map(({ name, diskBytes, csum }) => ({ filename: name, sizeBytes: diskBytes, csum }));
  await uploadManifest(session, writeManifest(snapshot, [...blobs, ...files], codec.key), codec);
  await session.call('finish');
  return closed.map(({ csum: _csum, diskBytes: _diskBytes, ...archive }) => archive);
}

/** A block of each disk in turn. */
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
      await sendBlock(session, disk, chunk, known, unsent, writerCount);
      onProgress(chunk.sizeBytes);
    }
    open = stillOpen;
  }
}
