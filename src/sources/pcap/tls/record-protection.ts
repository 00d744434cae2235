// In: encrypted records of one direction, one after the other. Out: their content, or null where a record does not prove
// itself under the key. Types, and the search for a record's number behind a hole, the same for every version.
import type { LostRange } from './record-keys.js';

export interface RecordContent {
  /** The content type: 20 change cipher spec, 21 alert, 22 handshake, 23 application data. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

export interface RecordProtection {
  /** Tries a record as the one with this number; changes nothing. */
  decryptAs(sequence: number, record: Uint8Array): RecordContent | null;
  /** What a record adds to its content, header included; null where padding makes it differ from record to record. */
  readonly overheadBytes: number | null;
}

/** Numbers the records of one key. Counts a record only when it proves itself, so that a stranger's may be tried. */
export class RecordSequence {
  readonly #protection: RecordProtection;
  #sequence = 0;

  constructor(protection: RecordProtection) {
    this.#protection = protection;
  }

  get overheadBytes(): number | null {
    return this.#protection.overheadBytes;
  }

  decrypt(record: Uint8Array): RecordContent | null {
    const content = this.#protection.decryptAs(this.#sequence, record);
    if (content !== null) this.#sequence += 1;
    return content;
  }

  /** How many records are missing in front of this one, which a hole comes before: found by trying. Stands before it then. */
  findBehindHole(record: Uint8Array, range: LostRange): number | null {
    for (let lostCount = range.leastCount; lostCount <= range.mostCount; lostCount += 1) {
      if (this.#protection.decryptAs(this.#sequence + lostCount, record) === null) continue;
      this.#sequence += lostCount;
      return lostCount;
    }
    return null;
  }

  /** A record went by whose content is lost; it took a number all the same. */
  skip(): void {
    this.#sequence += 1;
  }
}

/** A record's number, 64 bits wide, over the last bytes of an IV of 12. RFC 8446 5.3, RFC 7905 2. */
export function fillNonce(nonce: Buffer, iv: Buffer, sequence: number): Buffer {
  iv.copy(nonce);
  const high = Math.floor(sequence / 2 ** 32);
  nonce.writeUInt32BE((iv.readUInt32BE(4) ^ high) >>> 0, 4);
  nonce.writeUInt32BE((iv.readUInt32BE(8) ^ (sequence >>> 0)) >>> 0, 8);
  return nonce;
}
