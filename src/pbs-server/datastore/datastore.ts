// One datastore: chunk store, groups, snapshots and locks behind one value.
// In: a folder. Out: what sessions and the REST API ask for. The parts do the work; this file wires them.
import { chmod, mkdir, statfs, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFolder } from '../../folders/index.js';
import { type Outcome, type Refusal, refuse } from '../refusal.js';
import { Turns } from '../turns.js';
import { ChunkStore } from './chunk-store.js';
import { describeDiskError, isDiskError, replaceFile, type SyncLevel, syncPath } from './disk.js';
import { syncChunks, syncFolder } from './durability.js';
import { formatSnapshot, type GroupName, namespaceFolder, type SnapshotName, snapshotFolder } from './layout.js';
import { Locks } from './locks.js';
import { updateManifest } from './manifest-file.js';
import { lockFolder } from './process-lock.js';
import { forgetGroup, forgetSnapshot, type RemovedGroup, removeSnapshot, removeUnfinished } from './removal.js';
import { listSnapshotFiles, type SnapshotFile } from './snapshot-files.js';
import { exists, isFinished } from './snapshots.js';
import { checkInside } from './stored-file.js';
import { clearUnfinishedMark, markUnfinished } from './unfinished-mark.js';
import { Writers } from './writers.js';

export interface DatastoreOptions {
  readonly name: string;
  readonly folder: string;
  readonly syncLevel: SyncLevel;
  /** `all`: make the 65 536 chunk folders now, so that a real PBS can take the folder over (D18). */
  readonly chunkFolders: 'as-needed' | 'all';
  readonly log: (line: string) => void;
}

export interface DiskUsage {
  readonly totalBytes: number;
  readonly usedBytes: number;
  readonly availableBytes: number;
}

export class Datastore {
  readonly name: string;
  readonly folder: string;
  readonly syncLevel: SyncLevel;
  readonly chunks: ChunkStore;
  /** One running backup per group; key: the group's folder. */
  readonly groupLocks = new Locks();
  /** Readers share a snapshot, its writer owns it; key: the snapshot's folder. */
  readonly snapshotLocks = new Locks();
  /** Sessions that store chunks; garbage collection leaves what the oldest may need. */
  readonly writers = new Writers();
  readonly #manifestTurns = new Turns();
  readonly #unlockFolder: () => Promise<void>;

  static async open(given: DatastoreOptions): Promise<Datastore> {
    const options = { ...given, folder: resolve(given.folder) };
    makeFolder(options.folder);
    const datastore = new Datastore(options, await lockFolder(options.folder));
    await datastore.chunks.open(options.chunkFolders);
    if (options.chunkFolders === 'all') await makeAdoptable(options.folder);
    for (const snapshot of await removeUnfinished(options.folder)) {
      options.log(`removed unfinished snapshot ${formatSnapshot(snapshot)} of datastore '${options.name}'`);
    }
    return datastore;
  }

  constructor(options: DatastoreOptions, unlockFolder: () => Promise<void>) {
    this.name = options.name;
    this.folder = options.folder;
    this.syncLevel = options.syncLevel;
    this.chunks = new ChunkStore(options.folder, options.name, options.syncLevel);
    this.#unlockFolder = unlockFolder;
  }

  close(): Promise<void> {
    return this.#unlockFolder();
  }

  hasNamespace(namespace: string): Promise<boolean> {
    return namespace === '' ? Promise.resolve(true) : this.#isThere(namespaceFolder(this.folder, namespace));
  }

  async createNamespace(namespace: string): Promise<void> {
    const folder = namespaceFolder(this.folder, namespace);
    await checkInside(this.folder, folder);
    await mkdir(folder, { recursive: true });
  }

  snapshotFolder(snapshot: SnapshotName): string {
    return snapshotFolder(this.folder, snapshot);
  }

  /** Makes the folder of a new snapshot; false when it is there already. */
  async createSnapshot(snapshot: SnapshotName): Promise<boolean> {
    const folder = this.snapshotFolder(snapshot);
    await checkInside(this.folder, folder);
    if (await exists(folder)) return false;
    await mkdir(folder, { recursive: true });
    await markUnfinished(folder);
    return true;
  }

  removeSnapshot(snapshot: SnapshotName): Promise<void> {
    return removeSnapshot(this.folder, snapshot);
  }

  async writeSnapshotFile(snapshot: SnapshotName, fileName: string, bytes: Uint8Array): Promise<void> {
    await replaceFile(join(this.snapshotFolder(snapshot), fileName), bytes, { syncLevel: this.syncLevel });
  }

  hasSnapshot(snapshot: SnapshotName): Promise<boolean> {
    return this.#isThere(this.snapshotFolder(snapshot));
  }

  /** What a symbolic link leads to is not in this datastore. */
  async #isThere(folder: string): Promise<boolean> {
    try {
      await checkInside(this.folder, folder);
    } catch (error) {
      if (isDiskError(error)) return false;
      throw error;
    }
    return exists(folder);
  }

  /** Removes a snapshot on request, unless it is protected or a session uses it; its group too, when it was the last. */
  forgetSnapshot(snapshot: SnapshotName): Promise<Refusal | null> {
    return forgetSnapshot(this, snapshot);
  }

  forgetGroup(group: GroupName): Promise<Outcome<RemovedGroup>> {
    return forgetGroup(this, group);
  }

  /** Changes fields of `unprotected`; one change at a time, so that none is lost. */
  updateManifest(snapshot: SnapshotName, unprotected: Readonly<Record<string, unknown>>): Promise<Refusal | null> {
    const folder = this.snapshotFolder(snapshot);
    return this.#manifestTurns.take(() => updateManifest(folder, unprotected, this.syncLevel));
  }

  listFiles(snapshot: SnapshotName): Promise<readonly SnapshotFile[]> {
    return listSnapshotFiles(this.snapshotFolder(snapshot));
  }

  async readUsage(): Promise<DiskUsage> {
    const disk = await statfs(this.folder);
    return {
      totalBytes: disk.blocks * disk.bsize,
      usedBytes: (disk.blocks - disk.bfree) * disk.bsize,
      availableBytes: disk.bavail * disk.bsize,
    };
  }

  isFinished(snapshot: SnapshotName): Promise<boolean> {
    return isFinished(this.folder, snapshot);
  }

  async readChunk(digest: string): Promise<Outcome<Uint8Array>> {
    try {
      return await this.chunks.read(digest);
    } catch (error) {
      if (!isDiskError(error)) throw error;
      return refuse(`reading file "${this.chunks.path(digest)}" failed: ${describeDiskError(error)}`);
    }
  }

  /** The end of a good session: its files are made durable as the level says, and only then the snapshot is finished. */
  async completeSnapshot(snapshot: SnapshotName, newDigests: Iterable<string>): Promise<void> {
    const folder = this.snapshotFolder(snapshot);
    if (this.syncLevel === 'filesystem') await syncChunks(this.chunks, newDigests);
    if (this.syncLevel !== 'none') await syncFolder(this.folder, folder);
    await clearUnfinishedMark(folder);
    if (this.syncLevel !== 'none') await syncPath(folder);
  }
}

/** What PBS demands of a folder that it shall take over (D18), but for the owner, which is its administrator's to set. */
async function makeAdoptable(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  const lockFile = join(folder, '.lock');
  await writeFile(lockFile, '', { flag: 'a' });
  await chmod(lockFile, 0o644);
}
