// In: the bytes of an encrypted direction behind a hole that hides the border of a record. Out: the place where a record begins
// for sure: one that proves itself under the key. Gives up after as many bytes as two records have.
import { isRecordHeader, maxBodyBytes, recordBytesAt, recordHeaderBytes } from './record-header.js';

/** Asked for each whole record that might be one. `lostBytes`: from the last known border to it. */
export type IsSureRecord = (record: Uint8Array, lostBytes: number) => boolean;

/** A header lies within one record of the hole's end; the second is for chance bytes that look like a header. */
const maxSearchedBytes = 2 * (maxBodyBytes + recordHeaderBytes);

export class RecordSearch {
  /** From the last known border to the first byte that is kept. */
  #lostBytes: number;
  #kept: Uint8Array = new Uint8Array(0);
  #checkedBytes = 0;

  constructor(lostBytes: number) {
    this.#lostBytes = lostBytes;
  }

  get isHopeless(): boolean {
    return this.#checkedBytes > maxSearchedBytes;
  }

  /** From the last known border to the end of what was fed. */
  get lostBytes(): number {
    return this.#lostBytes + this.#kept.length;
  }

  /** Another hole: what lies between the two is lost with them. */
  miss(byteCount: number): void {
    this.#lostBytes += this.#kept.length + byteCount;
    this.#kept = new Uint8Array(0);
    this.#checkedBytes = 0;
  }

  /** Null while no record is sure; then everything from it on, once. */
  feed(bytes: Uint8Array, isSure: IsSureRecord): Uint8Array | null {
    const kept = Buffer.concat([this.#kept, bytes]);
    this.#kept = kept;
    for (; kept.length - this.#checkedBytes >= recordHeaderBytes && !this.isHopeless; this.#checkedBytes += 1) {
      const at = this.#checkedBytes;
      if (!isRecordHeader(kept, at)) continue;
      const endAt = at + recordBytesAt(kept, at);
      if (endAt > kept.length) return null;
      if (isSure(kept.subarray(at, endAt), this.#lostBytes + at)) return kept.subarray(at);
    }
    return null;
  }
}
