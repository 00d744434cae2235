// In: one direction's part of a TLS 1.2 key block and a record with its number. Out: the record's content, when its tag or MAC
// fits. AEAD: RFC 5288, 7905. CBC: RFC 5246 6.2.3.2; encrypt-then-MAC: RFC 7366.
import { createDecipheriv, createHmac, timingSafeEqual } from 'node:crypto';
import { openAead, tagBytes } from './aead.js';
import type { AeadCipher } from './cipher-suites.js';
import { recordHeaderBytes } from './record-header.js';
import { fillNonce, type RecordContent, type RecordProtection } from './record-protection.js';

const blockBytes = 16;
const explicitNonceBytes = 8;
/** Sequence number, type, version and length, which the tag or MAC covers. */
const additionalBytes = 13;

/** `type`, version and the sequence number of a record whose protected part has this length. */
function additionalOf(record: Uint8Array, sequence: number, lengthBytes: number): Buffer {
  const additional = Buffer.alloc(additionalBytes);
  additional.writeUInt32BE(Math.floor(sequence / 2 ** 32), 0);
  additional.writeUInt32BE(sequence >>> 0, 4);
  additional.set(record.subarray(0, 3), 8);
  additional.writeUInt16BE(lengthBytes, 11);
  return additional;
}

/** GCM sends eight bytes of its nonce with each record; ChaCha20 makes all of it from the record's number. */
export class AeadProtection implements RecordProtection {
  readonly #cipher: AeadCipher;
  readonly #key: Buffer;
  readonly #iv: Buffer;
  readonly #explicitBytes: number;
  readonly #nonce = Buffer.alloc(12);
  readonly overheadBytes: number;

  /** `iv`: 4 bytes for GCM, 12 for ChaCha20. */
  constructor(cipher: AeadCipher, key: Buffer, iv: Buffer) {
    this.#cipher = cipher;
    this.#key = key;
    this.#iv = iv;
    this.#explicitBytes = cipher === 'chacha20-poly1305' ? 0 : explicitNonceBytes;
    this.overheadBytes = recordHeaderBytes + this.#explicitBytes + tagBytes;
  }

  decryptAs(sequence: number, record: Uint8Array): RecordContent | null {
    const contentBytes = record.length - this.overheadBytes;
    if (contentBytes < 0) return null;
    const sealedAt = recordHeaderBytes + this.#explicitBytes;
    const bytes = openAead({
      cipher: this.#cipher,
      key: this.#key,
      nonce: this.#nonceOf(sequence, record),
      additional: additionalOf(record, sequence, contentBytes),
      sealed: record.subarray(sealedAt),
    });
    return bytes === null ? null : { type: record[0] ?? 0, bytes };
  }

  #nonceOf(sequence: number, record: Uint8Array): Buffer {
    if (this.#explicitBytes === 0) return fillNonce(this.#nonce, this.#iv, sequence);
    this.#iv.copy(this.#nonce);
    this.#nonce.set(record.subarray(recordHeaderBytes, recordHeaderBytes + explicitNonceBytes), this.#iv.length);
    return this.#nonce;
  }
}

export interface CbcKeys {
  readonly cipher: 'aes-128-cbc' | 'aes-256-cbc';
  readonly key: Buffer;
  readonly macHash: string;
  readonly macKey: Buffer;
  readonly macBytes: number;
  /** The MAC covers the ciphertext instead of the content. */
  readonly macPlace: 'over-ciphertext' | 'over-content';
}

export class CbcProtection implements RecordProtection {
  readonly #keys: CbcKeys;
  readonly overheadBytes = null;

  constructor(keys: CbcKeys) {
    this.#keys = keys;
  }

  decryptAs(sequence: number, record: Uint8Array): RecordContent | null {
    const body = record.subarray(recordHeaderBytes);
    const bytes =
      this.#keys.macPlace === 'over-ciphertext'
        ? this.#openCiphertextFirst(sequence, record, body)
        : this.#openContentFirst(sequence, record, body);
    return bytes === null ? null : { type: record[0] ?? 0, bytes };
  }

  #openCiphertextFirst(sequence: number, record: Uint8Array, body: Uint8Array): Uint8Array | null {
    const macAt = body.length - this.#keys.macBytes;
    if (macAt < 2 * blockBytes) return null;
    const covered = body.subarray(0, macAt);
    return this.#isMac(sequence, record, covered, body.subarray(macAt)) ? this.#decrypt(covered) : null;
  }

  #openContentFirst(sequence: number, record: Uint8Array, body: Uint8Array): Uint8Array | null {
    const padded = this.#decrypt(body);
    const macAt = (padded?.length ?? 0) - this.#keys.macBytes;
    if (padded === null || macAt < 0) return null;
    const content = padded.subarray(0, macAt);
    return this.#isMac(sequence, record, content, padded.subarray(macAt)) ? content : null;
  }

  /** An IV, whole blocks, and in the last of them padding that says its own length. */
  #decrypt(body: Uint8Array): Uint8Array | null {
    if (body.length < 2 * blockBytes || body.length % blockBytes !== 0) return null;
    const decipher = createDecipheriv(this.#keys.cipher, this.#keys.key, body.subarray(0, blockBytes));
    decipher.setAutoPadding(false);
    const plain = decipher.update(body.subarray(blockBytes));
    const paddingBytes = 1 + (plain.at(-1) ?? 0);
    return paddingBytes > plain.length ? null : plain.subarray(0, plain.length - paddingBytes);
  }

  #isMac(sequence: number, record: Uint8Array, covered: Uint8Array, mac: Uint8Array): boolean {
    const { macHash, macKey } = this.#keys;
    const additional = additionalOf(record, sequence, covered.length);
    return timingSafeEqual(createHmac(macHash, macKey).update(additional).update(covered).digest(), mac);
  }
}
