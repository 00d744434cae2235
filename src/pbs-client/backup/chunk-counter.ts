// The counts of one archive while its chunks pass, in order, and the checksum of its index. Out: what the official client prints
// at its end (protocol.md 8.3), and what the close needs.
import { IndexChecksum } from '../index-csum.js';
import type { ArchiveKind } from './archive-calls.js';
import type { Entry } from './merge-lists.js';
import type { SourceChunk } from './source-chunk.js';

export interface SentChunks {
  readonly logicalBytes: number;
  /** Of new chunks, before and after encoding. */
  readonly uploadedBytes: number;
  readonly encodedBytes: number;
  readonly chunkCount: number;
  readonly knownCount: number;
  readonly csum: string;
}

export class ChunkCounter {
  readonly #csum: IndexChecksum;
  /** Where the next chunk begins; behind what was written, and what was passed over. */
  #offsetBytes = 0;
  #logicalBytes = 0;
  #uploadedBytes = 0;
  #encodedBytes = 0;
  #chunkCount = 0;
  #knownCount = 0;

  constructor(kind: ArchiveKind) {
    this.#csum = new IndexChecksum(kind);
  }

  /** The next chunk of the archive; out: its index entry. */
  add(chunk: SourceChunk): Entry {
    const entry = { digest: chunk.digest, offsetBytes: this.#offsetBytes };
    this.#logicalBytes += chunk.sizeBytes;
    this.#chunkCount += 1;
    this.passOver(chunk);
    return entry;
  }

  /** A chunk that the index has already, where it is made from the last one (protocol.md 5.4): only the checksum sees it. */
  passOver({ digest, sizeBytes }: Pick<SourceChunk, 'digest' | 'sizeBytes'>): void {
    this.#offsetBytes += sizeBytes;
    this.#csum.add(digest, this.#offsetBytes);
  }

  noteKnown(): void {
    this.#knownCount += 1;
  }

  noteUploaded(chunk: SourceChunk, encoded: Uint8Array): void {
    this.#uploadedBytes += chunk.sizeBytes;
    this.#encodedBytes += encoded.length;
  }

  finish(): SentChunks {
    return {
      logicalBytes: this.#logicalBytes,
      uploadedBytes: this.#uploadedBytes,
      encodedBytes: this.#encodedBytes,
      chunkCount: this.#chunkCount,
      knownCount: this.#knownCount,
      csum: this.#csum.digest(),
    };
  }
}
