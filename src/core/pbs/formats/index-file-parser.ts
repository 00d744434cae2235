// In: an index file (.fidx or .didx) in pieces of any size. Out: its entries as soon as they are whole. Keeps the header
// fields and one part of an entry, nothing else. After a fault it gives no more entries and says why. protocol.md 7.4, 7.5.
import type { IndexEntry } from '../call.js';
import { digestBytes, encodeHex } from './hex.js';
import {
  decodeIndexHeader,
  dynamicEntryBytes,
  fixedEntryBytes,
  type IndexHeader,
  indexFieldsBytes,
} from './index-header.js';
import { indexHeaderBytes } from './magic.js';

export class IndexFileParser {
  #header: IndexHeader | null = null;
  #problem: string | null = null;
  #totalBytes = 0;
  #entryCount = 0;
  /** End of the archive as far as read. */
  #endBytes = 0;
  /** Header fields while they come in, then the part of the entry that is under way. */
  readonly #partial = new Uint8Array(indexFieldsBytes);
  #partialBytes = 0;

  /** Null until its 80 bytes of fields are there. */
  get header(): IndexHeader | null {
    return this.#header;
  }
  get problem(): string | null {
    return this.#problem;
  }
  get entryCount(): number {
    return this.#entryCount;
  }
  /** Size of the archive: of the image as the header says, of a stream as far as its entries went. */
  get archiveBytes(): number {
    return this.#header?.kind === 'fixed' ? this.#header.sizeBytes : this.#endBytes;
  }

  feed(bytes: Uint8Array): readonly IndexEntry[] {
    const entries: IndexEntry[] = [];
    let at = 0;
    while (at < bytes.length && this.#problem === null) {
      if (this.#totalBytes < indexFieldsBytes) at = this.#feedFields(bytes, at);
      else if (this.#totalBytes < indexHeaderBytes) at = this.#skipPadding(bytes, at);
      else at = this.#feedEntry(bytes, at, entries);
    }
    return entries;
  }

  /** Call once after the last byte: the fault, or null when the file was whole. */
  end(): string | null {
    if (this.#problem !== null) return this.#problem;
    if (this.#totalBytes < indexHeaderBytes) return `index too small (${this.#totalBytes})`;
    if (this.#partialBytes > 0) return `index ends ${this.#partialBytes} bytes into an entry`;
    const expectedCount = this.#expectedCount();
    if (expectedCount !== null && this.#entryCount !== expectedCount) {
      return `index ends after ${this.#entryCount} of ${expectedCount} entries`;
    }
    return null;
  }

  #expectedCount(): number | null {
    const header = this.#header;
    return header?.kind === 'fixed' ? Math.ceil(header.sizeBytes / header.chunkSizeBytes) : null;
  }

  /** Copies into the partial buffer until `wantBytes` are there; returns where reading goes on. */
  #gather(bytes: Uint8Array, at: number, wantBytes: number): number {
    const takeBytes = Math.min(wantBytes - this.#partialBytes, bytes.length - at);
    this.#partial.set(bytes.subarray(at, at + takeBytes), this.#partialBytes);
    this.#partialBytes += takeBytes;
    this.#totalBytes += takeBytes;
    return at + takeBytes;
  }

  #feedFields(bytes: Uint8Array, at: number): number {
    const next = this.#gather(bytes, at, indexFieldsBytes);
    if (this.#partialBytes < indexFieldsBytes) return next;
    this.#partialBytes = 0;
    this.#header = decodeIndexHeader(this.#partial);
    if (this.#header === null) this.#problem = 'got unknown magic number';
    else if (this.#header.kind === 'fixed')
      this.#problem = checkFixedSizes(this.#header.sizeBytes, this.#header.chunkSizeBytes);
    return next;
  }

  #skipPadding(bytes: Uint8Array, at: number): number {
    const skipBytes = Math.min(indexHeaderBytes - this.#totalBytes, bytes.length - at);
    this.#totalBytes += skipBytes;
    return at + skipBytes;
  }

  #feedEntry(bytes: Uint8Array, at: number, entries: IndexEntry[]): number {
    const entryBytes = this.#header?.kind === 'fixed' ? fixedEntryBytes : dynamicEntryBytes;
    const next = this.#gather(bytes, at, entryBytes);
    if (this.#partialBytes < entryBytes) return next;
    this.#partialBytes = 0;
    const entry = this.#header?.kind === 'fixed' ? this.#fixedEntry() : this.#dynamicEntry();
    if (entry === null) return next;
    this.#entryCount++;
    this.#endBytes = entry.startBytes + (entry.lengthBytes ?? 0);
    entries.push(entry);
    return next;
  }

  #fixedEntry(): IndexEntry | null {
    const header = this.#header;
    if (header?.kind !== 'fixed') return null;
    const startBytes = this.#entryCount * header.chunkSizeBytes;
    if (startBytes >= header.sizeBytes) {
      this.#problem = `more entries than an image of ${header.sizeBytes} bytes has`;
      return null;
    }
    const lengthBytes = Math.min(header.chunkSizeBytes, header.sizeBytes - startBytes);
    return { digest: encodeHex(this.#partial.subarray(0, digestBytes)), startBytes, lengthBytes };
  }

  #dynamicEntry(): IndexEntry | null {
    const view = new DataView(this.#partial.buffer);
    const endBytes = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
    const startBytes = this.#endBytes;
    if (endBytes < startBytes || endBytes > Number.MAX_SAFE_INTEGER) {
      this.#problem = `end offset ${endBytes} after ${startBytes}`;
      return null;
    }
    return {
      digest: encodeHex(this.#partial.subarray(8, 8 + digestBytes)),
      startBytes,
      lengthBytes: endBytes - startBytes,
    };
  }
}

function checkFixedSizes(sizeBytes: number, chunkSizeBytes: number): string | null {
  if (chunkSizeBytes === 0 || !Number.isSafeInteger(chunkSizeBytes)) return `chunk size ${chunkSizeBytes}`;
  return Number.isSafeInteger(sizeBytes) ? null : `image size ${sizeBytes}`;
}
