// In: a TLS 1.3 traffic secret and encrypted records one after the other. Out: their content, or null where a record does
// not prove itself under the key. RFC 8446 5.2, 5.3, 7.1, 7.2, 7.3.
import { createDecipheriv, createHmac } from 'node:crypto';
import type { Tls13Suite } from './cipher-suites.js';
import { recordHeaderBytes } from './record-cutter.js';

export const tagBytes = 16;
const ivBytes = 12;

export interface RecordContent {
  /** The inner content type: 21 alert, 22 handshake, 23 application data. */
  readonly type: number;
  readonly bytes: Uint8Array;
}

/** HKDF-Expand-Label with an empty context; every length asked for fits one block of the hash. RFC 8446 7.1. */
function expandLabel(secret: Uint8Array, hash: string, label: string, byteCount: number): Buffer {
  const name = `tls13 ${label}`;
  const info = Buffer.concat([Buffer.from([0, byteCount, name.length]), Buffer.from(name), Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, byteCount);
}

export class RecordProtection {
  readonly #suite: Tls13Suite;
  readonly #secret: Uint8Array;
  readonly #key: Buffer;
  readonly #iv: Buffer;
  readonly #nonce = Buffer.alloc(ivBytes);
  #sequence = 0;

  constructor(suite: Tls13Suite, secret: Uint8Array) {
    this.#suite = suite;
    this.#secret = secret;
    this.#key = expandLabel(secret, suite.hash, 'key', suite.keyBytes);
    this.#iv = expandLabel(secret, suite.hash, 'iv', ivBytes);
  }

  /** The key after a KeyUpdate. */
  next(): RecordProtection {
    return new RecordProtection(
      this.#suite,
      expandLabel(this.#secret, this.#suite.hash, 'traffic upd', this.#secret.length),
    );
  }

  /** A record went by whose content is lost; it took a number all the same. */
  skip(): void {
    this.#sequence += 1;
  }

  /** Counts the record only when it proves itself, so that a stranger's record may be tried. */
  decrypt(record: Uint8Array): RecordContent | null {
    const tagAt = record.length - tagBytes;
    if (tagAt <= recordHeaderBytes) return null;
    const decipher = createDecipheriv(this.#suite.cipher as 'aes-128-gcm', this.#key, this.#fillNonce(), {
      authTagLength: tagBytes,
    });
    decipher.setAAD(record.subarray(0, recordHeaderBytes));
    decipher.setAuthTag(record.subarray(tagAt));
    const padded = decipher.update(record.subarray(recordHeaderBytes, tagAt));
    try {
      decipher.final();
    } catch {
      return null;
    }
    this.#sequence += 1;
    return splitContent(padded);
  }

  /** The record's number, 64 bits wide, over the last bytes of the IV. */
  #fillNonce(): Buffer {
    this.#iv.copy(this.#nonce);
    const high = Math.floor(this.#sequence / 2 ** 32);
    this.#nonce.writeUInt32BE((this.#iv.readUInt32BE(4) ^ high) >>> 0, 4);
    this.#nonce.writeUInt32BE((this.#iv.readUInt32BE(8) ^ (this.#sequence >>> 0)) >>> 0, 8);
    return this.#nonce;
  }
}

/** Content, its type, then zeros. */
function splitContent(padded: Uint8Array): RecordContent | null {
  let typeAt = padded.length - 1;
  while (typeAt >= 0 && padded[typeAt] === 0) typeAt -= 1;
  return typeAt < 0 ? null : { type: padded[typeAt] ?? 0, bytes: padded.subarray(0, typeAt) };
}
