// In: what one archive's chunks went through: listed in the previous index, uploaded, entered into the index. Out: how many
// of the index's entries are new, known from before or repeats. protocol.md 8.1 and 8.2, D21.
//
// How it works: an upload answers for one entry with its digest. So of a digest that was uploaded `u` times and stands in
// `e` entries, min(u, e) entries are new and the rest were known. This holds for the file client (each chunk once), for
// QEMU (the same digest twice in flight) and for entries that were overwritten later. Sums are kept as they change, so
// reading them costs nothing (D11).
import { DigestTable, withRoomFor } from './digest-table.js';

const isInPrevious = 1;
const isRegistered = 2;

export interface LedgerSums {
  /** Entries of the index whose chunk this session uploaded for them, and their length. */
  readonly newCount: number;
  readonly newBytes: number;
  /** Uploaded, but not (yet) in the index. */
  readonly unusedBytes: number;
  readonly knownFromPreviousCount: number;
  readonly repeatedCount: number;
}

export class ChunkLedger {
  readonly #table = new DigestTable();
  #uploads = new Uint32Array(64);
  #entries = new Uint32Array(64);
  #lengths = new Uint32Array(64);
  #marks = new Uint8Array(64);
  readonly sums: { -readonly [name in keyof LedgerSums]: number } = {
    newCount: 0,
    newBytes: 0,
    unusedBytes: 0,
    knownFromPreviousCount: 0,
    repeatedCount: 0,
  };

  /** The previous snapshot's index lists it. `lengthBytes` null = the index does not tell. */
  notePrevious(digest: string, lengthBytes: number | null): void {
    this.#change(this.#idOf(digest), (id) => {
      this.#marks[id]! |= isInPrevious;
      if (lengthBytes !== null && this.#lengths[id] === 0) this.#lengths[id] = lengthBytes;
    });
  }

  noteUpload(digest: string, lengthBytes: number): void {
    this.#change(this.#idOf(digest), (id) => {
      this.#uploads[id]! += 1;
      this.#lengths[id] = lengthBytes;
    });
  }

  /** QEMU's zero chunk at registration: uploaded for no entry, so every entry with it is known (protocol.md 8.1). */
  noteRegistered(digest: string, lengthBytes: number): void {
    this.#change(this.#idOf(digest), (id) => {
      this.#marks[id]! |= isRegistered;
      this.#lengths[id] = lengthBytes;
    });
  }

  /** An entry of the index; its number, for `removeEntry`. */
  addEntry(digest: string): number {
    const id = this.#idOf(digest);
    this.#change(id, () => {
      this.#entries[id]! += 1;
    });
    return id;
  }

  removeEntry(id: number): void {
    this.#change(id, () => {
      this.#entries[id]! -= 1;
    });
  }

  /** Length of the chunk where an upload or an index told it. */
  lengthOf(digest: string): number | null {
    const id = this.#table.find(digest);
    const length = id < 0 ? 0 : this.#lengths[id]!;
    return length === 0 ? null : length;
  }

  #idOf(digest: string): number {
    const id = this.#table.idOf(digest);
    if (id >= 0) {
      this.#uploads = withRoomFor(this.#uploads, id);
      this.#entries = withRoomFor(this.#entries, id);
      this.#lengths = withRoomFor(this.#lengths, id);
      this.#marks = withRoomFor(this.#marks, id);
    }
    return id;
  }

  #change(id: number, apply: (id: number) => void): void {
    if (id < 0) return;
    this.#charge(id, -1);
    apply(id);
    this.#charge(id, 1);
  }

  /** Adds (1) or takes back (-1) what this digest means for the sums. */
  #charge(id: number, sign: 1 | -1): void {
    const uploads = this.#uploads[id]!;
    const entries = this.#entries[id]!;
    const length = this.#lengths[id]!;
    const marks = this.#marks[id]!;
    const fresh = Math.min(uploads, entries);
    const known = entries - fresh;
    this.sums.newCount += sign * fresh;
    this.sums.newBytes += sign * fresh * length;
    this.sums.unusedBytes += sign * (uploads - fresh) * length;
    if ((marks & isInPrevious) !== 0) {
      this.sums.knownFromPreviousCount += sign * known;
    } else {
      // Known without the previous index and without an upload here: another archive of the session had it.
      const isFromHere = uploads > 0 || (marks & isRegistered) !== 0;
      this.sums.repeatedCount += sign * (isFromHere ? known : Math.max(0, known - 1));
    }
  }
}
