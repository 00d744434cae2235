// A `.didx` under construction (protocol.md 7.5): appended in order to a temporary file, named at close.
// In: digests with their end offsets. Out: the file in place, its csum. Checks no offsets: the session does.
import { createHash, randomBytes } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { encodeDynamicIndexEntry, encodeDynamicIndexHeader, indexHeaderBytes } from '../../core/pbs/index.js';
import { writeAllAt } from './disk.js';
import { createTemporary, type TemporaryFile } from './temporary-file.js';

export interface DynamicEntry {
  readonly digest: string;
  readonly endBytes: number;
}

export class DynamicIndexWriter {
  readonly uuid = randomBytes(16).toString('hex');
  readonly #path: string;
  readonly #temporary: TemporaryFile;
  readonly #csum = createHash('sha256');
  readonly #createdAtSeconds = Math.floor(Date.now() / 1000);
  #positionBytes = indexHeaderBytes;

  static async create(path: string): Promise<DynamicIndexWriter> {
    return new DynamicIndexWriter(path, await createTemporary(path));
  }

  constructor(path: string, temporary: TemporaryFile) {
    this.#path = path;
    this.#temporary = temporary;
  }

  async append(entries: readonly DynamicEntry[]): Promise<void> {
    const bytes = Buffer.concat(entries.map((entry) => encodeDynamicIndexEntry(entry.endBytes, entry.digest)));
    await writeAllAt(this.#temporary.file, bytes, this.#positionBytes);
    this.#csum.update(bytes);
    this.#positionBytes += bytes.length;
  }

  /** Writes the header, gives the file its name, and returns the csum of what it holds. */
  async close(): Promise<string> {
    const csum = this.#csum.digest('hex');
    const header = encodeDynamicIndexHeader({ uuid: this.uuid, createdAtSeconds: this.#createdAtSeconds, csum });
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
