// QEMU's restore (protocol.md 6.3): a reader session for each disk of the newest snapshot, manifest and index, then up to 16 chunks
// open at a time. A block of zeros is not fetched, any other each time that it comes.
import { fixedChunkSizeBytes } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Session, SnapshotName } from '../connect/index.js';
import { type ManifestFile, readIndexFile } from '../index-file.js';
import { findLatest } from '../listing/index.js';
import { readManifest } from '../restore/index.js';
import { withConnection, withSession } from '../with-session.js';
import { fetchChunks } from './fetch-chunks.js';
import type { LoadArchive, LoadTask } from './load-plan.js';
import { zeroContent } from './synthetic-content.js';

/** PBS_RESTORE_FETCH_CONCURRENCY where nobody sets it. */
export const qemuOpenChunkCount = 16;

export async function runLikeQemuRestore(task: LoadTask): Promise<readonly LoadArchive[]> {
  const { options } = task;
  // Proxmox VE has asked for the list before it starts the restore.
  const snapshot = await withConnection(options, (one) => findLatest(one, options.repository.store, task.snapshot));
  const restored = [await restoreDisk(task, snapshot, 0)];
  for (let disk = 1; disk < (restored[0]?.diskCount ?? 0); disk += 1)
    restored.push(await restoreDisk(task, snapshot, disk));
  return restored.map(({ archive }) => archive);
}

interface RestoredDisk {
  readonly archive: LoadArchive;
  /** Of the snapshot. */
  readonly diskCount: number;
}

const restoreDisk = (task: LoadTask, snapshot: SnapshotName, index: number): Promise<RestoredDisk> =>
  withSession(task.options, 'reader', snapshot, async (session) => {
    const { files } = await readManifest(session, task.codec.key);
    const disks = files.filter(({ filename }) => filename.endsWith('.img.fidx'));
    const disk = disks[index];
    if (disk === undefined)
      throw new ClientFailure('call-refused', `${snapshot.type}/${snapshot.id} has no image to restore.`);
    return { archive: await fetchDisk(session, disk, task), diskCount: disks.length };
  });

async function fetchDisk(session: Session, file: ManifestFile, { codec, onProgress }: LoadTask): Promise<LoadArchive> {
  const index = readIndexFile(await session.call('downloadFile', { 'file-name': file.filename }), file);
  if (index.kind === 'damaged') throw new ClientFailure('damaged', index.fault);
  const zeros = codec.digest(zeroContent(fixedChunkSizeBytes).bytes);
  const digests = index.entries.map((entry) => entry.digest).filter((digest) => digest !== zeros);
  return {
    name: file.filename,
    logicalBytes: index.archiveBytes,
    uploadedBytes: 0,
    encodedBytes: 0,
    chunkCount: index.entries.length,
    knownCount: index.entries.length - digests.length,
    downloadedBytes: await fetchChunks(session, digests, qemuOpenChunkCount, onProgress),
  };
}
