// In: a key, a nonce, additional data, ciphertext and tag. Out: the plaintext, or null where the tag does not fit. RFC 5116.
import { createDecipheriv } from 'node:crypto';
import type { AeadCipher } from './cipher-suites.js';

export const tagBytes = 16;

export interface Sealed {
  readonly cipher: AeadCipher;
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly additional: Uint8Array;
  /** With its tag behind it. */
  readonly sealed: Uint8Array;
}

export function openAead({ cipher, key, nonce, additional, sealed }: Sealed): Uint8Array | null {
  const tagAt = sealed.length - tagBytes;
  // Node types the three ciphers by their modes; all of them take a tag length.
  const decipher = createDecipheriv(cipher as 'aes-128-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(additional);
  decipher.setAuthTag(sealed.subarray(tagAt));
  const plain = decipher.update(sealed.subarray(0, tagAt));
  try {
    decipher.final();
  } catch {
    return null;
  }
  return plain;
}
