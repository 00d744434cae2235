// In: the bytes of one direction of a TLS connection, and how many are missing where some are. Out: its records, whole,
// or named as damaged where a hole lies inside one; behind a hole over a border it searches. Decrypts nothing. RFC 8446 5.1.

import { isRecordHeader, recordBytesAt, recordHeaderBytes } from './record-header.js';
import { type IsSureRecord, RecordSearch } from './record-search.js';

/** A record as it came, header included. */
interface WholeRecord {
  readonly kind: 'whole';
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** A hole lies inside: its type and length are known, its content is lost. */
interface DamagedRecord {
  readonly kind: 'damaged';
  readonly type: number;
  readonly bodyBytes: number;
}

/** No record can follow: not a header, or a hole that may hide several. */
interface LostRecords {
  readonly kind: 'lost';
  readonly reason: 'bad-header' | 'gap';
  readonly detail: string;
}

export type CutRecord = WholeRecord | DamagedRecord | LostRecords;

const nothing = new Uint8Array(0);
/** First size of the buffer for records that come in parts. */
const smallestPartialBytes = 512;
export class RecordCutter {
  readonly #onRecord: (record: CutRecord) => void;
  readonly #isSure: IsSureRecord;
  /** The beginning of a record that is not complete. Grows with what has come, not with what a header announces. */
  #partial: Uint8Array = new Uint8Array(0);
  #partialBytes = 0;
  #isDamaged = false;
  #isLost = false;
  #search: RecordSearch | null = null;

  /** Records passed on are borrowed until the callback returns. `isSure` is asked for records behind a hole. */
  constructor(onRecord: (record: CutRecord) => void, isSure: IsSureRecord) {
    this.#onRecord = onRecord;
    this.#isSure = isSure;
  }

  /** What of an unfinished record has come, and what it should be; null between records. */
  get unfinished(): { readonly haveBytes: number; readonly recordBytes: number | null } | null {
    if (this.#isLost || this.#partialBytes === 0) return null;
    const isSized = this.#partialBytes >= recordHeaderBytes;
    return { haveBytes: this.#partialBytes, recordBytes: isSized ? recordBytesAt(this.#partial, 0) : null };
  }

  /** Bytes that a search has gone over without a sure record, from the last known border; 0 when it is not searching. */
  get searchedBytes(): number {
    return this.#isLost ? 0 : (this.#search?.lostBytes ?? 0);
  }

  feed(fed: Uint8Array): void {
    const bytes = this.#search === null ? fed : this.#searchIn(this.#search, fed);
    let at = 0;
    while (at < bytes.length && !this.#isLost) {
      at = this.#partialBytes > 0 ? this.#complete(bytes, at) : this.#cut(bytes, at);
    }
  }

  /** A hole: harmless to the records behind it when it ends inside the record that it began in; else it has to be searched. */
  miss(byteCount: number, onBorder: 'search' | 'give-up'): void {
    if (this.#isLost) return;
    if (this.#search !== null) return this.#search.miss(byteCount);
    const isInside =
      this.#partialBytes >= recordHeaderBytes && this.#partialBytes + byteCount <= recordBytesAt(this.#partial, 0);
    if (isInside) {
      this.#isDamaged = true;
      this.#partialBytes += byteCount;
      return this.#finishPartial();
    }
    if (onBorder === 'give-up') {
      return this.#lose(
        'gap',
        `${byteCount} bytes of the capture are missing, with the border of a TLS record among them`,
      );
    }
    this.#search = new RecordSearch(this.#partialBytes + byteCount);
    this.#partialBytes = 0;
    this.#isDamaged = false;
  }

  /** What follows from the first sure record on; nothing while there is none. */
  #searchIn(search: RecordSearch, bytes: Uint8Array): Uint8Array {
    const found = this.#isLost ? null : search.feed(bytes, this.#isSure);
    if (found !== null) this.#search = null;
    else if (search.isHopeless) this.#lose('gap', 'no TLS record was found behind a hole in the capture');
    return found ?? nothing;
  }

  /** Fast path: a record that lies wholly in these bytes is passed on without a copy. */
  #cut(bytes: Uint8Array, at: number): number {
    if (bytes.length - at >= recordHeaderBytes) {
      if (!isRecordHeader(bytes, at)) return this.#loseAt(bytes, at);
      const endAt = at + recordBytesAt(bytes, at);
      if (endAt <= bytes.length) {
        this.#onRecord({ kind: 'whole', type: bytes[at] ?? 0, bytes: bytes.subarray(at, endAt) });
        return endAt;
      }
    }
    this.#keep(bytes.subarray(at));
    return bytes.length;
  }

  #complete(bytes: Uint8Array, at: number): number {
    const isSized = this.#partialBytes >= recordHeaderBytes;
    const wantedBytes = (isSized ? recordBytesAt(this.#partial, 0) : recordHeaderBytes) - this.#partialBytes;
    const taken = bytes.subarray(at, at + wantedBytes);
    this.#keep(taken);
    const isSizedNow = !isSized && this.#partialBytes === recordHeaderBytes;
    if (isSizedNow && !isRecordHeader(this.#partial)) return this.#loseAt(this.#partial, 0);
    this.#finishPartial();
    return at + taken.length;
  }

  #keep(bytes: Uint8Array): void {
    const neededBytes = this.#partialBytes + bytes.length;
    if (neededBytes > this.#partial.length) {
      const grown = new Uint8Array(Math.max(smallestPartialBytes, 2 * neededBytes));
      grown.set(this.#partial.subarray(0, this.#partialBytes));
      this.#partial = grown;
    }
    this.#partial.set(bytes, this.#partialBytes);
    this.#partialBytes = neededBytes;
  }

  #finishPartial(): void {
    if (this.#partialBytes < recordHeaderBytes) return;
    const recordBytes = recordBytesAt(this.#partial, 0);
    if (this.#partialBytes < recordBytes) return;
    const type = this.#partial[0] ?? 0;
    const isDamaged = this.#isDamaged;
    this.#partialBytes = 0;
    this.#isDamaged = false;
    if (isDamaged) this.#onRecord({ kind: 'damaged', type, bodyBytes: recordBytes - recordHeaderBytes });
    else this.#onRecord({ kind: 'whole', type, bytes: this.#partial.subarray(0, recordBytes) });
  }

  #loseAt(bytes: Uint8Array, at: number): number {
    const shown = Buffer.from(bytes.subarray(at, at + recordHeaderBytes)).toString('hex');
    this.#lose('bad-header', `not the header of a TLS record: ${shown}`);
    return bytes.length;
  }

  #lose(reason: 'bad-header' | 'gap', detail: string): void {
    this.#isLost = true;
    this.#onRecord({ kind: 'lost', reason, detail });
  }
}
