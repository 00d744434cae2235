// The chunks of one datastore: `.chunks/<4 hex>/<64 hex>`, written once, touched when they come again (protocol.md 5.5).
// In: checked chunks by digest. Out: files, and whether the store had it already. Checks no digests itself.
import { mkdir, open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobKind } from '../../core/pbs/index.js';
import { type Outcome, refuse } from '../refusal.js';
import { isEncrypted, readBlobKind } from './blob.js';
import { describeDiskError, isMissing, replaceFile, type SyncLevel } from './disk.js';
import { chunkFolderName } from './layout.js';

export interface InsertedChunk {
  readonly isDuplicate: boolean;
  /** Length of the file that now holds it. */
  readonly storedBytes: number;
}

/** Folders a real PBS makes in advance, 0000 to ffff (D18). */
const chunkFolderCount = 65_536;
/** Half-written chunks wait here, out of the 65536 folders, so that a start can sweep them without a walk. */
const stagingName = '.incoming';

export class ChunkStore {
  readonly #folder: string;
  readonly #storeName: string;
  readonly #syncLevel: SyncLevel;
  readonly #knownFolders = new Set<string>();

  constructor(storeFolder: string, storeName: string, syncLevel: SyncLevel) {
    this.#folder = join(storeFolder, '.chunks');
    this.#storeName = storeName;
    this.#syncLevel = syncLevel;
  }

  /** Makes the folder and sweeps what a crash left half-written. */
  async open(folders: 'as-needed' | 'all'): Promise<void> {
    const staging = join(this.#folder, stagingName);
    await rm(staging, { recursive: true, force: true });
    await mkdir(staging, { recursive: true });
    if (folders === 'as-needed') return;
    for (let index = 0; index < chunkFolderCount; index += 1) {
      await this.#ensureFolder(index.toString(16).padStart(4, '0'));
    }
  }

  path(digest: string): string {
    return join(this.#folder, chunkFolderName(digest), digest);
  }

  read(digest: string): Promise<Uint8Array> {
    return readFile(this.path(digest));
  }

  async insert(digest: string, bytes: Uint8Array, kind: BlobKind): Promise<Outcome<InsertedChunk>> {
    try {
      return await this.#insertChecked(digest, bytes, kind);
    } catch (error) {
      return refuse(`inserting chunk on store '${this.#storeName}' failed for ${digest} - ${describeDiskError(error)}`);
    }
  }

  async #insertChecked(digest: string, bytes: Uint8Array, kind: BlobKind): Promise<Outcome<InsertedChunk>> {
    const path = this.path(digest);
    const existing = await readSize(path);
    if (existing !== null && existing > 0) {
      const verdict = existing === bytes.length ? 'keep' : await this.#compare(digest, bytes.length, kind, existing);
      if (verdict === 'keep') return this.#touch(path, existing);
      if (verdict !== 'replace') return refuse(verdict.text);
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

  async #touch(path: string, storedBytes: number): Promise<InsertedChunk> {
    const now = new Date();
    await utimes(path, now, now); // garbage collection goes by atime
    return { isDuplicate: true, storedBytes };
  }

  async #write(path: string, bytes: Uint8Array): Promise<void> {
    await replaceFile(path, bytes, {
      syncLevel: this.#syncLevel,
      stagingFolder: join(this.#folder, stagingName),
    });
  }

  async #ensureFolder(name: string): Promise<void> {
    if (this.#knownFolders.has(name)) return;
    await mkdir(join(this.#folder, name), { recursive: true });
    this.#knownFolders.add(name);
  }
}

async function readSize(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function readKind(path: string): Promise<BlobKind> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(44), 0, 44, 0);
    const kind = readBlobKind(buffer.subarray(0, bytesRead));
    return typeof kind === 'string' ? kind : 'unknown';
  } finally {
    await file.close();
  }
}
