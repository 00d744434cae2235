// A `.fidx` under construction (protocol.md 7.4): a sparse temporary file whose entries are set in any order, named at
// close. In: digests by entry number. Out: the file in place, its csum. Memory does not grow with the image.
import { createHash, randomBytes } from 'node:crypto';
import { copyFile, rename, rm, stat } from 'node:fs/promises';
import { digestBytes, encodeFixedIndexHeader, fixedChunkSizeBytes, indexHeaderBytes } from '../../core/pbs/index.js';
import { writeAllAt } from './disk.js';
import { openStored } from './stored-file.js';
import { createTemporary, type TemporaryFile } from './temporary-file.js';

/** The csum of a finished index is read back in pieces of this size. */
const readBackBytes = 1_048_576;

export interface FixedEntry {
  readonly entryIndex: number;
  readonly digest: string;
}

export function countFixedEntries(sizeBytes: number): number {
  return Math.ceil(sizeBytes / fixedChunkSizeBytes);
}

export class FixedIndexWriter {
  readonly uuid = randomBytes(16).toString('hex');
  readonly entryCount: number;
  readonly #path: string;
  readonly #sizeBytes: number;
  readonly #temporary: TemporaryFile;
  readonly #createdAtSeconds = Math.floor(Date.now() / 1000);

  /** `basePath`: an index of the same length whose entries the new one starts with (`reuse-csum`). */
  static async create(path: string, sizeBytes: number, basePath: string | null): Promise<FixedIndexWriter> {
    const temporary = await createTemporary(path);
    if (basePath !== null) await copyFile(basePath, temporary.path);
    await temporary.file.truncate(indexHeaderBytes + countFixedEntries(sizeBytes) * digestBytes);
    return new FixedIndexWriter(path, sizeBytes, temporary);
  }

  constructor(path: string, sizeBytes: number, temporary: TemporaryFile) {
    this.entryCount = countFixedEntries(sizeBytes);
    this.#path = path;
    this.#sizeBytes = sizeBytes;
    this.#temporary = temporary;
  }

  /** Neighbouring entries go out in one write; an append of the file client is one run. */
  async set(entries: readonly FixedEntry[]): Promise<void> {
    let run: FixedEntry[] = [];
    for (const entry of entries) {
      const last = run.at(-1);
      if (last !== undefined && entry.entryIndex !== last.entryIndex + 1) {
        await this.#writeRun(run);
        run = [];
      }
      run.push(entry);
    }
    await this.#writeRun(run);
  }

  async #writeRun(run: readonly FixedEntry[]): Promise<void> {
    const first = run[0];
    if (first === undefined) return;
    const bytes = Buffer.from(run.map((entry) => entry.digest).join(''), 'hex');
    await writeAllAt(this.#temporary.file, bytes, indexHeaderBytes + first.entryIndex * digestBytes);
  }

  async close(): Promise<string> {
    const csum = await hashFixedEntries(this.#temporary.path);
    const header = encodeFixedIndexHeader({
      uuid: this.uuid,
      createdAtSeconds: this.#createdAtSeconds,
      csum,
      sizeBytes: this.#sizeBytes,
      chunkSizeBytes: fixedChunkSizeBytes,
    });
    await writeAllAt(this.#temporary.file, header, 0);
    await this.#temporary.file.close();
    await rename(this.#temporary.path, this.#path);
    return csum;
  }

  /** Throws the temporary file away; after `close` there is nothing left to throw. */
  async abandon(): Promise<void> {
    await this.#temporary.file.close().catch(() => undefined); // closed already is as good
    await rm(this.#temporary.path, { force: true });
  }
}

/** Index csum of a fixed index: SHA-256 over all digests in order, computed from the file, not read from its header. */
export async function hashFixedEntries(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file = await openStored(path);
  try {
    const stream = file.createReadStream({ start: indexHeaderBytes, highWaterMark: readBackBytes, autoClose: false });
    for await (const part of stream) hash.update(part);
  } finally {
    await file.close();
  }
  return hash.digest('hex');
}

/** Entries of a fixed index that lies in the store, by its length. */
export async function countStoredEntries(path: string): Promise<number> {
  return ((await stat(path)).size - indexHeaderBytes) / digestBytes;
}
