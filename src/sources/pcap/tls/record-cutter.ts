// In: the bytes of one direction of a TLS connection, and how many are missing where some are. Out: its records, whole,
// or named as damaged where a hole lies inside one. Decrypts nothing. RFC 8446 5.1.

export const recordHeaderBytes = 5;

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

/** 2^14 of content and what TLS 1.2 may add (RFC 5246 6.2.3); 1.3 adds less. */
const maxBodyBytes = 2 ** 14 + 2048;
/** First size of the buffer for records that come in parts. */
const smallestPartialBytes = 512;
const firstType = 20;
const lastType = 24;

export function isRecordHeader(bytes: Uint8Array, at = 0): boolean {
  const type = bytes[at] ?? 0;
  const bodyBytes = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
  return (
    bytes.length - at >= recordHeaderBytes &&
    type >= firstType &&
    type <= lastType &&
    bytes[at + 1] === 3 &&
    (bytes[at + 2] ?? 255) <= 4 &&
    bodyBytes > 0 &&
    bodyBytes <= maxBodyBytes
  );
}

const recordBytesAt = (bytes: Uint8Array, at: number): number =>
  recordHeaderBytes + (((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0));

export class RecordCutter {
  readonly #onRecord: (record: CutRecord) => void;
  /** The beginning of a record that is not complete. Grows with what has come, not with what a header announces. */
  #partial: Uint8Array = new Uint8Array(0);
  #partialBytes = 0;
  #isDamaged = false;
  #isLost = false;

  /** Records passed on are borrowed until the callback returns. */
  constructor(onRecord: (record: CutRecord) => void) {
    this.#onRecord = onRecord;
  }

  /** What of an unfinished record has come, and what it should be; null between records. */
  get unfinished(): { readonly haveBytes: number; readonly recordBytes: number | null } | null {
    if (this.#isLost || this.#partialBytes === 0) return null;
    const isSized = this.#partialBytes >= recordHeaderBytes;
    return { haveBytes: this.#partialBytes, recordBytes: isSized ? recordBytesAt(this.#partial, 0) : null };
  }

  feed(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length && !this.#isLost) {
      at = this.#partialBytes > 0 ? this.#complete(bytes, at) : this.#cut(bytes, at);
    }
  }

  /** A hole: harmless to the records behind it when it ends inside the record that it began in. */
  miss(byteCount: number): void {
    if (this.#isLost) return;
    const isInside =
      this.#partialBytes >= recordHeaderBytes && this.#partialBytes + byteCount <= recordBytesAt(this.#partial, 0);
    if (!isInside) {
      this.#lose('gap', `${byteCount} bytes of the capture are missing, with the border of a TLS record among them`);
      return;
    }
    this.#isDamaged = true;
    this.#partialBytes += byteCount;
    this.#finishPartial();
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
