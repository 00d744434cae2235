// The chunks of one datastore: `.chunks/<4 hex>/<64 hex>`, written once, touched when they come again (protocol.md 5.5).
// In: checked chunks by digest. Out: files, and whether the store had it already. Checks no digests itself.
import { chmodSync, mkdirSync } from 'node:fs';
import { lstat, lutimes, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobKind } from '../../core/pbs/index.js';
import { type Outcome, refuse } from '../refusal.js';
import { isEncrypted, readBlobKind } from './blob.js';
import { describeDiskError, errorCode, isMissing, replaceFile, type SyncLevel, syncPath } from './disk.js';
import { chunkFolderName } from './layout.js';
import { checkInside, openStored, readStored } from './stored-file.js';

export interface InsertedChunk {
  readonly isDuplicate: boolean;
  /** Length of the file that now holds it. */
  readonly storedBytes: number;
}

/** Folders a real PBS makes in advance, 0000 to ffff (D18). */
const chunkFolderCount = 65_536;
/** Half-written chunks wait here, out of the 65536 folders, so that a start can sweep them without a walk. */
const stagingName = '.incoming';
/** PBS's modes; it refuses to take over a folder that has others. */
const folderMode = 0o750;
/** Folders made between two turns of the event loop: a few milliseconds. */
const foldersPerTurn = 1024;

export class ChunkStore {
  readonly folder: string;
  readonly #storeFolder: string;
  readonly #storeName: string;
  readonly #syncLevel: SyncLevel;
  readonly #knownFolders = new Set<string>();
  /** Digests that are being stored now, with how many calls do so. */
  readonly #inserting = new Map<string, number>();

  constructor(storeFolder: string, storeName: string, syncLevel: SyncLevel) {
    this.folder = join(storeFolder, '.chunks');
    this.#storeFolder = storeFolder;
    this.#storeName = storeName;
    this.#syncLevel = syncLevel;
  }

  /** Makes the folder and sweeps what a crash left half-written. */
  async open(folders: 'as-needed' | 'all'): Promise<void> {
    const staging = join(this.folder, stagingName);
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true, mode: folderMode });
    if (folders === 'as-needed') return;
    chmodSync(this.folder, folderMode);
    for (let index = 0; index < chunkFolderCount; index += 1) {
      const path = join(this.folder, index.toString(16).padStart(4, '0'));
      mkdirSync(path, { recursive: true, mode: folderMode });
      chmodSync(path, folderMode); // whatever the umask took away
      if (index % foldersPerTurn === 0) await new Promise(setImmediate);
    }
  }

  path(digest: string): string {
    return join(this.folder, chunkFolderName(digest), digest);
  }

  read(digest: string): Promise<Uint8Array> {
    return readStored(this.path(digest));
  }

  async insert(digest: string, bytes: Uint8Array, kind: BlobKind): Promise<Outcome<InsertedChunk>> {
    this.#inserting.set(digest, (this.#inserting.get(digest) ?? 0) + 1);
    try {
      return await this.#insertChecked(digest, bytes, kind);
    } catch (error) {
      return refuse(`inserting chunk on store '${this.#storeName}' failed for ${digest} - ${describeDiskError(error)}`);
    } finally {
      const leftCount = (this.#inserting.get(digest) ?? 1) - 1;
      if (leftCount === 0) this.#inserting.delete(digest);
      else this.#inserting.set(digest, leftCount);
    }
  }

  /** True while a call stores this chunk: garbage collection must not take away what that call may just have found. */
  isInserting(digest: string): boolean {
    return this.#inserting.has(digest);
  }

  async #insertChecked(digest: string, bytes: Uint8Array, kind: BlobKind): Promise<Outcome<InsertedChunk>> {
    const path = this.path(digest);
    const existing = await readSize(path);
    if (existing !== null && existing > 0) {
      const verdict = existing === bytes.length ? 'keep' : await this.#compare(digest, bytes.length, kind, existing);
      if (verdict === 'keep') {
        if (await touch(path)) return { isDuplicate: true, storedBytes: existing };
      } else if (verdict !== 'replace') return refuse(verdict.text);
    }
    await this.#ensureFolder(chunkFolderName(digest));
    await this.#write(path, bytes);
    return { isDuplicate: false, storedBytes: bytes.length };
  }

  /** Two encodings of one digest: the shorter plain one stays, and nothing may make a chunk less readable than it was. */
  async #compare(
    digest: string,
    newBytes: number,
    kind: BlobKind,
    existingBytes: number,
  ): Promise<'keep' | 'replace' | { readonly text: string }> {
    const existingKind = await readKind(this.path(digest));
    const isNewEncrypted = isEncrypted(kind);
    if (isNewEncrypted && !isEncrypted(existingKind)) {
      return { text: `Overwriting unencrypted chunk '${digest}' on store '${this.#storeName}' is not allowed!` };
    }
    if (kind === 'encrypted' && existingKind === 'encrypted') {
      const lengths = `existing (encrypted) chunk '${digest}' on store '${this.#storeName}'`;
      return { text: `Overwriting ${lengths} is not allowed! (${newBytes} != ${existingBytes})` };
    }
    if (isNewEncrypted) return 'keep';
    return existingBytes < newBytes ? 'keep' : 'replace';
  }

  /** Marks a chunk as in use; false when there is none. */
  touch(digest: string): Promise<boolean> {
    return touch(this.path(digest));
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    await replaceFile(path, bytes, {
      syncLevel: this.#syncLevel,
      stagingFolder: join(this.folder, stagingName),
    });
  }

  async #ensureFolder(name: string): Promise<void> {
    if (this.#knownFolders.has(name)) return;
    const path = join(this.folder, name);
    await checkInside(this.#storeFolder, path);
    try {
      await mkdir(path, { mode: folderMode });
      if (this.#syncLevel === 'file') await syncPath(this.folder);
    } catch (error) {
      if (errorCode(error) !== 'EEXIST' || !(await lstat(path)).isDirectory()) throw error;
    }
    this.#knownFolders.add(name);
  }
}

/** Garbage collection goes by atime. False when the file is gone: verification or a sweep was quicker. */
async function touch(path: string): Promise<boolean> {
  const now = new Date();
  try {
    await lutimes(path, now, now);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Null for what is no plain file too: a symbolic link is written over, a folder in the way is the disk's refusal. */
async function readSize(path: string): Promise<number | null> {
  try {
    const found = await lstat(path);
    return found.isFile() ? found.size : null;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readKind(path: string): Promise<BlobKind> {
  const file = await openStored(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(44), 0, 44, 0);
    const kind = readBlobKind(buffer.subarray(0, bytesRead));
    return typeof kind === 'string' ? kind : 'unknown';
  } finally {
    await file.close();
  }
}
