// The indexes that one reader session downloaded. In: its calls as they end, the entries that streamed by. Out: which
// archive a chunk belongs to, and the numbers of all, in order of download. protocol.md 6.
import type { Call, IndexEntry } from '../pbs/index.js';
import type { ArchiveNumbers } from './archive.js';
import { isSuccess } from './failed-call.js';
import { RestoreArchive } from './restore-archive.js';

/** A reader that downloads more indexes in one session is not one we know; the rest is not told apart. */
const maxArchives = 1000;

export class RestoreArchives {
  readonly #byName = new Map<string, RestoreArchive>();

  numbers(): ArchiveNumbers[] {
    return [...this.#byName.values()].map((archive) => archive.numbers());
  }

  /** A chunk that stands in two indexes is put down to the first. */
  archiveOf(call: Call): RestoreArchive | null {
    const { digest, fileName } = call.parameters;
    if (fileName !== undefined) return this.#byName.get(fileName) ?? null;
    if (digest === undefined) return null;
    for (const archive of this.#byName.values()) if (archive.lists(digest)) return archive;
    return null;
  }

  nameOf(call: Call): string | null {
    return call.parameters.fileName ?? this.archiveOf(call)?.name ?? null;
  }

  noteEntries(call: Call, name: string, entries: readonly IndexEntry[]): void {
    this.#named(name)?.noteEntries(call.id, entries);
  }

  noteEnded(call: Call): void {
    const { operation, parameters } = call;
    if (!isSuccess(call) || call.state !== 'answered') return; // half a file is no download
    if (operation === 'downloadFile' && /\.[fd]idx$/.test(parameters.fileName ?? '')) {
      this.#named(parameters.fileName ?? '')?.noteDownloaded();
    } else if (operation === 'downloadChunk' && parameters.digest !== undefined) {
      const archive = this.archiveOf(call);
      archive?.noteChunk(parameters.digest, call.responseBytes);
      if (archive !== null && call.blobKind?.startsWith('encrypted') === true) archive.isEncrypted = true;
    }
  }

  freeze(): void {
    for (const archive of this.#byName.values()) archive.freeze();
  }

  #named(name: string): RestoreArchive | null {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    if (this.#byName.size >= maxArchives) return null;
    const archive = new RestoreArchive(name, name.endsWith('.fidx') ? 'fixed' : 'dynamic');
    this.#byName.set(name, archive);
    return archive;
  }
}
