// Payloads ⇄ encrypted DataBlobs: AES-256-GCM with a 16-byte IV and its tag behind the common header; the CRC covers the cipher
// text alone (protocol.md 7.2). Compression is the caller's.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { encodeBlobHeader, encryptedBlobHeaderBytes } from '../../core/pbs/index.js';
import type { DataKey } from './data-key.js';

export const blobCipher = 'aes-256-gcm';
export const blobIvBytes = 16;
export const blobTagBytes = 16;
const ivOffset = encryptedBlobHeaderBytes - blobIvBytes - blobTagBytes;

export function encryptBlob(kind: 'encrypted' | 'encrypted-zstd', payload: Uint8Array, key: DataKey): Uint8Array {
  const iv = randomBytes(blobIvBytes);
  const cipher = createCipheriv(blobCipher, key.encryptionKey, iv);
  const text = Buffer.concat([cipher.update(payload), cipher.final()]);
  return Buffer.concat([encodeBlobHeader(kind, crc32(text)), iv, cipher.getAuthTag(), text]);
}

/** Null when the key is another one, or the blob was changed. */
export function decryptBlob(blob: Uint8Array, key: DataKey): Uint8Array | null {
  const iv = blob.subarray(ivOffset, ivOffset + blobIvBytes);
  const tag = blob.subarray(ivOffset + blobIvBytes, encryptedBlobHeaderBytes);
  if (tag.length < blobTagBytes) return null;
  const decipher = createDecipheriv(blobCipher, key.encryptionKey, iv);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(blob.subarray(encryptedBlobHeaderBytes)), decipher.final()]);
  } catch {
    return null;
  }
}
