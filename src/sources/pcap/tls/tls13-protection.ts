// In: a TLS 1.3 traffic secret and a record with its number. Out: the record's content. RFC 8446 5.2, 5.3, 7.1, 7.2, 7.3.
import { createHmac } from 'node:crypto';
import { openAead, tagBytes } from './aead.js';
import type { Tls13Suite } from './cipher-suites.js';
import { recordHeaderBytes } from './record-header.js';
import { fillNonce, type RecordContent, type RecordProtection } from './record-protection.js';

const ivBytes = 12;
const innerTypeBytes = 1;

/** HKDF-Expand-Label with an empty context; every length asked for fits one block of the hash. RFC 8446 7.1. */
function expandLabel(secret: Uint8Array, hash: string, label: string, byteCount: number): Buffer {
  const name = `tls13 ${label}`;
  const info = Buffer.concat([Buffer.from([0, byteCount, name.length]), Buffer.from(name), Buffer.from([0, 1])]);
  return createHmac(hash, secret).update(info).digest().subarray(0, byteCount);
}

/** The secret after a KeyUpdate. */
export const nextSecret = (suite: Tls13Suite, secret: Uint8Array): Uint8Array =>
  expandLabel(secret, suite.hash, 'traffic upd', secret.length);

export class Tls13Protection implements RecordProtection {
  readonly #suite: Tls13Suite;
  readonly #key: Buffer;
  readonly #iv: Buffer;
  readonly #nonce = Buffer.alloc(ivBytes);
  /** Padding is allowed, and nobody on this wire pads. */
  readonly overheadBytes = recordHeaderBytes + innerTypeBytes + tagBytes;

  constructor(suite: Tls13Suite, secret: Uint8Array) {
    this.#suite = suite;
    this.#key = expandLabel(secret, suite.hash, 'key', suite.keyBytes);
    this.#iv = expandLabel(secret, suite.hash, 'iv', ivBytes);
  }

  decryptAs(sequence: number, record: Uint8Array): RecordContent | null {
    if (record.length < this.overheadBytes) return null;
    const padded = openAead({
      cipher: this.#suite.cipher,
      key: this.#key,
      nonce: fillNonce(this.#nonce, this.#iv, sequence),
      additional: record.subarray(0, recordHeaderBytes),
      sealed: record.subarray(recordHeaderBytes),
    });
    return padded === null ? null : splitContent(padded);
  }
}

/** Content, its type, then zeros. */
function splitContent(padded: Uint8Array): RecordContent | null {
  let typeAt = padded.length - 1;
  while (typeAt >= 0 && padded[typeAt] === 0) typeAt -= 1;
  return typeAt < 0 ? null : { type: padded[typeAt] ?? 0, bytes: padded.subarray(0, typeAt) };
}
