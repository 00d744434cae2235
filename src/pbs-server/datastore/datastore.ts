// One datastore: chunk store, groups, snapshots and locks behind one value.
// In: a folder. Out: what sessions and the REST API ask for. The parts do the work; this file wires them.
import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestName } from '../../core/pbs/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { ChunkStore } from './chunk-store.js';
import { describeDiskError, isDiskError, isMissing, replaceFile, type SyncLevel, syncPath } from './disk.js';
import {
  archiveKind,
  formatSnapshot,
  groupFolder,
  namespaceFolder,
  type SnapshotName,
  snapshotFolder,
} from './layout.js';
import { Locks } from './locks.js';
import { loadManifest } from './manifest-file.js';
import { lockFolder } from './process-lock.js';
import { exists, isFinished, removeSnapshot, removeUnfinished } from './snapshots.js';

export interface DatastoreOptions {
  readonly name: string;
  readonly folder: string;
  readonly syncLevel: SyncLevel;
  /** `all`: make the 65 536 chunk folders now, so that a real PBS can take the folder over (D18). */
  readonly chunkFolders: 'as-needed' | 'all';
  readonly log: (line: string) => void;
}

export interface SnapshotFile {
  readonly filename: string;
  readonly cryptMode: string | null;
  readonly sizeBytes: number | null;
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
  readonly #unlockFolder: () => Promise<void>;

  static async open(options: DatastoreOptions): Promise<Datastore> {
    await mkdir(options.folder, { recursive: true });
    const datastore = new Datastore(options, await lockFolder(options.folder));
    await datastore.chunks.open(options.chunkFolders);
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
    return namespace === '' ? Promise.resolve(true) : exists(namespaceFolder(this.folder, namespace));
  }

  async createNamespace(namespace: string): Promise<void> {
    await mkdir(namespaceFolder(this.folder, namespace), { recursive: true });
  }

  snapshotFolder(snapshot: SnapshotName): string {
    return snapshotFolder(this.folder, snapshot);
  }

  /** Makes the folder of a new snapshot; false when it is there already. */
  async createSnapshot(snapshot: SnapshotName): Promise<boolean> {
    const folder = this.snapshotFolder(snapshot);
    if (await exists(folder)) return false;
    await mkdir(folder, { recursive: true });
    return true;
  }

  removeSnapshot(snapshot: SnapshotName): Promise<void> {
    return removeSnapshot(this.folder, snapshot);
  }

  async writeSnapshotFile(snapshot: SnapshotName, fileName: string, bytes: Uint8Array): Promise<void> {
    await replaceFile(join(this.snapshotFolder(snapshot), fileName), bytes, { syncLevel: this.syncLevel });
  }

  hasSnapshot(snapshot: SnapshotName): Promise<boolean> {
    return exists(this.snapshotFolder(snapshot));
  }

  /** Removes a snapshot on request, unless a session uses it. */
  async forgetSnapshot(snapshot: SnapshotName): Promise<Outcome<null>> {
    const release = this.snapshotLocks.tryExclusive(this.snapshotFolder(snapshot));
    if (release === null) {
      return refuse(`while removing snapshot '${formatSnapshot(snapshot)}' - locked by another operation`);
    }
    try {
      await this.removeSnapshot(snapshot);
    } finally {
      release();
    }
    return null;
  }

  /** Files of a snapshot in the manifest's order, what else is there behind them; sizes as the manifest knows them. */
  async listFiles(snapshot: SnapshotName): Promise<readonly SnapshotFile[]> {
    const folder = this.snapshotFolder(snapshot);
    const manifest = await loadManifest(folder);
    const known = new Map(isRefusal(manifest) ? [] : manifest.files.map((file) => [file.filename, file]));
    const present = (await readdir(folder)).filter((name) => archiveKind(name) !== null).sort();
    const names = [...known.keys()].filter((name) => present.includes(name));
    names.push(...present.filter((name) => !known.has(name) && name !== manifestName));
    if (present.includes(manifestName)) names.push(manifestName);
    return Promise.all(
      names.map(async (filename) => {
        const file = known.get(filename);
        const isManifest = filename === manifestName;
        return {
          filename,
          cryptMode: file?.['crypt-mode'] ?? (isManifest ? 'none' : null),
          sizeBytes: file?.size ?? (isManifest ? (await stat(join(folder, filename))).size : null),
        };
      }),
    );
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

  /** The files of a session made durable at its end, PBS's `filesystem` level: Node has no syncfs, so file by file. */
  async syncSession(snapshot: SnapshotName, newDigests: Iterable<string>): Promise<void> {
    if (this.syncLevel !== 'filesystem') return;
    const folder = this.snapshotFolder(snapshot);
    const chunkFolders = new Set<string>();
    for (const digest of newDigests) {
      const path = this.chunks.path(digest);
      await syncIfThere(path);
      chunkFolders.add(join(path, '..'));
    }
    for (const name of await readdir(folder)) await syncIfThere(join(folder, name));
    for (const path of [...chunkFolders, folder, groupFolder(this.folder, snapshot)]) await syncPath(path);
  }
}

/** One that is gone (garbage collection, a second writer) needs no fsync. */
async function syncIfThere(path: string): Promise<void> {
  try {
    await syncPath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
