// The archives of one backup session. In: its calls as they end, the entries that streamed by. Out: which archive a call
// is about, and the numbers of all, in order of creation. protocol.md 4.4 to 4.8, 8.1.
import { type Call, fixedChunkSizeBytes, type IndexEntry, zeroChunkDigest } from '../pbs/index.js';
import { type ArchiveNumbers, statedCount } from './archive.js';
import { BackupArchive } from './backup-archive.js';
import { blobNumbers } from './blob-archive.js';
import { isSuccess } from './failed-call.js';

/** A server refuses far fewer; beyond it archives are not told apart any more. */
const maxArchives = 1000;
/** zstd of 4 MiB of zeros is some 150 bytes, encrypted a few more: QEMU's zero chunk where the digest is keyed. */
const maxZeroChunkEncodedBytes = 1024;

export class BackupArchives {
  readonly #byName = new Map<string, BackupArchive>();
  readonly #byWid = new Map<number, BackupArchive>();
  readonly #blobs: ArchiveNumbers[] = [];
  /** Lists of appends that wait for their reply. */
  readonly #pendingAppends = new Map<number, readonly IndexEntry[]>();
  /** The file client asks for it, the QEMU library never does: what tells their first chunks apart. */
  #didAskPreviousTime = false;
  #isEmpty = true;

  /** No index and no blob was as much as begun: what a dry run looks like. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  numbers(): ArchiveNumbers[] {
    const created = [...this.#byName.values()].filter((archive) => archive.isCreated);
    return [...created.map((archive) => archive.numbers()), ...this.#blobs];
  }

  /** Appends whose list was not captured. */
  unreadAppendCount(): number {
    return [...this.#byName.values()].reduce((sum, archive) => sum + archive.unreadAppendCount, 0);
  }

  archiveOf(call: Call): BackupArchive | null {
    const { wid, archiveName } = call.parameters;
    if (archiveName !== undefined) return this.#byName.get(archiveName) ?? null;
    return wid === undefined ? null : (this.#byWid.get(wid) ?? null);
  }

  nameOf(call: Call): string | null {
    return call.parameters.archiveName ?? call.parameters.fileName ?? this.archiveOf(call)?.name ?? null;
  }

  noteStarted(call: Call): void {
    switch (call.operation) {
      case 'previousBackupTime':
        this.#didAskPreviousTime = true;
        return;
      case 'createDynamicIndex':
      case 'createFixedIndex':
      case 'uploadBlob':
        this.#isEmpty = false;
        return;
      case 'uploadDynamicChunk':
      case 'uploadFixedChunk': {
        const archive = this.#written(call);
        if (archive !== null) archive.chunkCallCount += 1;
        return;
      }
      default:
    }
  }

  notePrevious(archiveName: string, entries: readonly IndexEntry[]): void {
    this.#named(archiveName, archiveName.endsWith('.fidx') ? 'fixed' : 'dynamic')?.notePrevious(entries);
  }

  noteAppendEntries(call: Call, entries: readonly IndexEntry[]): void {
    this.#pendingAppends.set(call.id, entries);
  }

  noteEnded(call: Call): void {
    switch (call.operation) {
      case 'createDynamicIndex':
      case 'createFixedIndex':
        if (isSuccess(call)) this.#create(call);
        return;
      case 'uploadDynamicChunk':
      case 'uploadFixedChunk':
        this.#upload(call);
        return;
      case 'appendDynamicIndex':
      case 'appendFixedIndex':
        this.#append(call);
        return;
      case 'closeDynamicIndex':
      case 'closeFixedIndex':
        if (isSuccess(call)) {
          this.#written(call)?.noteClosed(
            statedCount(call.parameters.sizeBytes),
            statedCount(call.parameters.chunkCount),
          );
        }
        return;
      case 'uploadBlob':
        if (isSuccess(call) && this.#blobs.length < maxArchives) this.#blobs.push(blobNumbers(call));
        return;
      default:
    }
  }

  freeze(): void {
    for (const archive of this.#byName.values()) archive.freeze();
    this.#pendingAppends.clear();
  }

  #create(call: Call): void {
    const kind = call.operation === 'createFixedIndex' ? 'fixed' : 'dynamic';
    const archive = this.#named(call.parameters.archiveName ?? `(${kind} index of call ${call.id})`, kind);
    if (archive === null) return;
    const wid = call.result.wid ?? null;
    const reuse = call.parameters.reuseCsum === undefined ? 'full' : 'incremental';
    archive.noteCreated(wid, statedCount(call.parameters.sizeBytes), reuse);
    if (wid !== null) this.#byWid.set(wid, archive);
  }

  #upload(call: Call): void {
    const archive = this.#written(call);
    if (archive === null) return;
    if (!isSuccess(call)) {
      archive.wastedBytes += call.requestBytes;
      return;
    }
    if (call.blobKind?.startsWith('encrypted') === true) archive.isEncrypted = true;
    archive.noteUpload({
      digest: call.parameters.digest ?? null,
      sizeBytes: statedCount(call.parameters.sizeBytes) ?? 0,
      encodedBytes: statedCount(call.parameters.encodedSizeBytes) ?? call.requestBytes,
      isRegistration: this.#isRegistration(call, archive),
    });
  }

  /**
   * QEMU uploads one zero chunk per image when it registers it, for no entry, and waits for the reply (protocol.md 4.8).
   * A file client's image that begins with zeros looks the same, but that client asked for the previous backup's time.
   */
  #isRegistration(call: Call, archive: BackupArchive): boolean {
    if (archive.kind !== 'fixed' || archive.chunkCallCount !== 1 || this.#didAskPreviousTime) return false;
    const { digest, sizeBytes, encodedSizeBytes } = call.parameters;
    if (digest === zeroChunkDigest) return true;
    const isKeyed = call.blobKind?.startsWith('encrypted') === true;
    return isKeyed && sizeBytes === fixedChunkSizeBytes && (encodedSizeBytes ?? Infinity) <= maxZeroChunkEncodedBytes;
  }

  #append(call: Call): void {
    const entries = this.#pendingAppends.get(call.id);
    this.#pendingAppends.delete(call.id);
    const archive = this.#written(call);
    if (archive === null || !isSuccess(call)) return;
    if (entries !== undefined) archive.noteAppend(entries);
    else archive.noteUnreadAppend(statedCount(call.parameters.entryCount));
  }

  /** The archive that a call with a writer id is about; one whose creation was not seen gets a name of its own. */
  #written(call: Call): BackupArchive | null {
    const { wid } = call.parameters;
    if (wid === undefined) return null;
    const known = this.#byWid.get(wid);
    if (known !== undefined) return known;
    const kind = /Fixed/.test(call.operation) ? 'fixed' : 'dynamic';
    // A server whose reply told no writer id: the one index that still has none is meant.
    const unnumbered = [...this.#byName.values()].filter(
      (one) => one.isCreated && one.wid === null && one.kind === kind,
    );
    const archive = unnumbered.length === 1 ? unnumbered[0]! : this.#named(`(${kind} index ${wid})`, kind);
    if (archive === null) return null;
    archive.wid = wid;
    this.#byWid.set(wid, archive);
    return archive;
  }

  #named(name: string, kind: 'dynamic' | 'fixed'): BackupArchive | null {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    if (this.#byName.size >= maxArchives) return null;
    const archive = new BackupArchive(name, kind);
    this.#byName.set(name, archive);
    return archive;
  }
}
