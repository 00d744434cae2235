// One index that a reader session downloaded, and the chunks of it that were fetched. In: entries as they stream by, chunk
// replies. Out: its numbers (D9): chunkCount of the index, downloadedCount, downloadedBytes, encodedBytes. protocol.md 6.3.
import type { IndexEntry } from '../pbs/index.js';
import { type ArchiveNumbers, withRatios } from './archive.js';
import { DigestTable, withRoomFor } from './digest-table.js';

export class RestoreArchive {
  readonly name: string;
  readonly kind: 'dynamic' | 'fixed';
  isEncrypted = false;
  #table = new DigestTable();
  #lengths = new Uint32Array(64);
  #chunkCount = 0;
  #logicalBytes = 0;
  #downloadedCount = 0;
  #downloadedBytes = 0;
  #encodedBytes = 0;
  #isComplete = false;
  /** The download that the entries came from: a second one of the same index replaces, not adds. */
  #download = 0;

  constructor(name: string, kind: 'dynamic' | 'fixed') {
    this.name = name;
    this.kind = kind;
  }

  noteEntries(download: number, entries: readonly IndexEntry[]): void {
    if (this.#download !== download) {
      this.#download = download;
      this.#chunkCount = 0;
      this.#logicalBytes = 0;
    }
    for (const entry of entries) {
      this.#chunkCount += 1;
      const id = this.#table.idOf(entry.digest);
      const lengthBytes = entry.lengthBytes ?? 0;
      this.#logicalBytes = Math.max(this.#logicalBytes, entry.startBytes + lengthBytes);
      if (id < 0) continue;
      this.#lengths = withRoomFor(this.#lengths, id);
      this.#lengths[id] = lengthBytes;
    }
  }

  noteDownloaded(): void {
    this.#isComplete = true;
  }

  lists(digest: string): boolean {
    return this.#table.find(digest) >= 0;
  }

  noteChunk(digest: string, replyBytes: number): void {
    const id = this.#table.find(digest);
    this.#downloadedCount += 1;
    this.#downloadedBytes += id < 0 ? 0 : this.#lengths[id]!;
    this.#encodedBytes += replyBytes;
  }

  /** The session is over: let the digests go. */
  freeze(): void {
    this.#table = new DigestTable();
  }

  numbers(): ArchiveNumbers {
    return withRatios(
      {
        name: this.name,
        wid: null,
        kind: this.kind,
        chunkCount: this.#chunkCount,
        uploadedCount: 0,
        knownCount: 0,
        logicalBytes: this.#logicalBytes,
        uploadedBytes: 0,
        encodedBytes: this.#encodedBytes,
        reusedBytes: 0,
        appendedCount: 0,
        knownFromPreviousCount: 0,
        repeatedCount: 0,
        wastedBytes: 0,
        isIncremental: false,
        isEncrypted: this.isEncrypted,
        closed: this.#isComplete,
        downloadedCount: this.#downloadedCount,
        downloadedBytes: this.#downloadedBytes,
      },
      'download',
    );
  }
}
