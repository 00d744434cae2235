// One archive that a backup session writes: index creation, chunk uploads, appends, close. In: what happened, told by
// session-archives.ts. Out: its numbers at any moment. Exactly the accounting of protocol.md 8 with D9 and D21.
import { fixedChunkSizeBytes, type IndexEntry } from '../pbs/index.js';
import { type ArchiveGain, type ArchiveNumbers, statedCount, withRatios } from './archive.js';
import { ChunkLedger } from './chunk-ledger.js';
import { withRoomFor } from './digest-table.js';

/** 16 TiB of image: positions beyond are counted as distinct without looking whether they were overwritten. */
const maxPositions = 4_000_000;

export class BackupArchive {
  readonly name: string;
  readonly kind: 'dynamic' | 'fixed';
  wid: number | null = null;
  /** Set by the creation; an archive of which only the previous index came by is not one of the session's. */
  isCreated = false;
  isIncremental = false;
  isEncrypted = false;
  isClosed = false;
  wastedBytes = 0;
  /** Chunk POSTs begun so far; the first one may be QEMU's registration. */
  chunkCallCount = 0;
  /** Appends whose list was not readable: their entries are known in number only, if at all. */
  unreadAppendCount = 0;

  #ledger = new ChunkLedger();
  #positions = new Int32Array(0);
  #imageBytes: number | null = null;
  #closeBytes: number | null = null;
  #closeChunkCount: number | null = null;
  #appendedCount = 0;
  #distinctCount = 0;
  #appendedBytes = 0;
  #uploadedCount = 0;
  #uploadedBytes = 0;
  #encodedBytes = 0;
  #registeredCount = 0;
  #registeredBytes = 0;
  #frozen: ArchiveNumbers | null = null;

  constructor(name: string, kind: 'dynamic' | 'fixed') {
    this.name = name;
    this.kind = kind;
  }

  noteCreated(wid: number | null, imageBytes: number | null, reuse: 'incremental' | 'full'): void {
    this.isCreated = true;
    this.wid = wid;
    this.#imageBytes = imageBytes;
    this.isIncremental = reuse === 'incremental';
  }

  notePrevious(entries: readonly IndexEntry[]): void {
    for (const entry of entries) this.#ledger.notePrevious(entry.digest, entry.lengthBytes);
  }

  /** A chunk POST that was answered 200. */
  noteUpload(upload: {
    digest: string | null;
    sizeBytes: number;
    encodedBytes: number;
    isRegistration: boolean;
  }): void {
    this.#uploadedCount += 1;
    this.#uploadedBytes += upload.sizeBytes;
    this.#encodedBytes += upload.encodedBytes;
    if (upload.isRegistration) {
      this.#registeredCount += 1;
      this.#registeredBytes += upload.sizeBytes;
    }
    if (upload.digest === null) return;
    if (upload.isRegistration) this.#ledger.noteRegistered(upload.digest, upload.sizeBytes);
    else this.#ledger.noteUpload(upload.digest, upload.sizeBytes);
  }

  /** Entries of a PUT that was answered 200. */
  noteAppend(entries: readonly IndexEntry[]): void {
    this.#appendedCount += entries.length;
    if (this.kind === 'dynamic') this.#appendDynamic(entries);
    else for (const entry of entries) this.#appendFixed(entry);
  }

  /** A PUT that was answered 200, but whose list was not captured. */
  noteUnreadAppend(entryCount: number | null): void {
    this.unreadAppendCount += 1;
    this.#appendedCount += entryCount ?? 0;
    this.#distinctCount += entryCount ?? 0;
  }

  noteClosed(sizeBytes: number | null, chunkCount: number | null): void {
    this.isClosed = true;
    this.#closeBytes = sizeBytes;
    this.#closeChunkCount = chunkCount;
  }

  /** The session is over: keep the numbers, let the digests go. */
  freeze(): void {
    this.#frozen = this.numbers();
    this.#ledger = new ChunkLedger();
    this.#positions = new Int32Array(0);
  }

  /** The three sizes that the series follows, cheap enough for every call. */
  sizes(): ArchiveGain {
    const logicalBytes = this.#logicalBytes();
    const settledBytes = this.isClosed || this.isIncremental ? logicalBytes : this.#appendedBytes;
    const isRead = this.unreadAppendCount === 0;
    const freshBytes = isRead ? this.#ledger.sums.newBytes : this.#uploadedBytes - this.#registeredBytes;
    return {
      logicalBytes,
      uploadedBytes: this.#uploadedBytes,
      reusedBytes: Math.max(0, settledBytes - freshBytes),
    };
  }

  numbers(): ArchiveNumbers {
    if (this.#frozen !== null) return this.#frozen;
    const { newCount, repeatedCount, knownFromPreviousCount } = this.#ledger.sums;
    const chunkCount = this.#chunkCount();
    const freshCount = this.unreadAppendCount === 0 ? newCount : this.#uploadedCount - this.#registeredCount;
    // What an incremental image keeps without any append is the previous snapshot's.
    const untouchedCount = this.isIncremental ? Math.max(0, chunkCount - this.#distinctCount) : 0;
    return withRatios(
      {
        name: this.name,
        wid: this.wid,
        kind: this.kind,
        chunkCount,
        uploadedCount: this.#uploadedCount,
        knownCount: Math.max(0, chunkCount - freshCount),
        ...this.sizes(),
        encodedBytes: this.#encodedBytes,
        appendedCount: this.#appendedCount,
        knownFromPreviousCount: knownFromPreviousCount + untouchedCount,
        repeatedCount,
        wastedBytes: this.wastedBytes,
        isIncremental: this.isIncremental,
        isEncrypted: this.isEncrypted,
        closed: this.isClosed,
        downloadedCount: 0,
        downloadedBytes: 0,
      },
      'upload',
    );
  }

  #chunkCount(): number {
    if (this.isIncremental && this.#imageBytes !== null) return Math.ceil(this.#imageBytes / fixedChunkSizeBytes);
    if (this.unreadAppendCount > 0 && this.#closeChunkCount !== null) return this.#closeChunkCount;
    return this.kind === 'fixed' ? this.#distinctCount : this.#appendedCount;
  }

  /** Closed: the size of the close. Before: what was appended, and what was uploaded and not appended yet. */
  #logicalBytes(): number {
    if (this.isIncremental && this.#imageBytes !== null) return this.#imageBytes;
    if (this.#closeBytes !== null) return this.#closeBytes;
    return this.#appendedBytes + this.#ledger.sums.unusedBytes;
  }

  #appendDynamic(entries: readonly IndexEntry[]): void {
    for (const entry of entries) this.#ledger.addEntry(entry.digest);
    const last = entries.at(-1);
    if (last === undefined) return;
    // The length of the last entry stands nowhere in the PUT: its upload or the previous index told it.
    this.#appendedBytes = (statedCount(last.startBytes) ?? 0) + (this.#ledger.lengthOf(last.digest) ?? 0);
  }

  #appendFixed(entry: IndexEntry): void {
    const position = Math.floor((statedCount(entry.startBytes) ?? Infinity) / fixedChunkSizeBytes);
    if (position >= maxPositions) {
      this.#distinctCount += 1;
      this.#ledger.addEntry(entry.digest);
      return;
    }
    if (position >= this.#positions.length) this.#positions = withRoomFor(this.#positions, position);
    const before = this.#positions[position]!;
    if (before === 0) {
      this.#distinctCount += 1;
      const restBytes = (this.#imageBytes ?? Infinity) - entry.startBytes;
      this.#appendedBytes += Math.max(0, Math.min(fixedChunkSizeBytes, restBytes));
    } else {
      this.#ledger.removeEntry(before - 1); // an overwritten position counts once (protocol.md 8.1)
    }
    this.#positions[position] = this.#ledger.addEntry(entry.digest) + 1;
  }
}
