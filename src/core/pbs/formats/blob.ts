// DataBlob, the envelope of chunks and .blob files: header ⇄ value, payload of plain ones. No decryption. protocol.md 7.2.
import type { BlobKind } from '../call.js';
import { crc32 } from './crc32.js';
import { blobKindOf, blobMagics, minEncodedBlobBytes, writeMagic } from './magic.js';
import { decodeZstd } from './zstd.js';

/** Bytes before the payload: magic and CRC; encrypted ones add 16 bytes of IV and 16 of tag. */
export const plainBlobHeaderBytes = 12;
export const encryptedBlobHeaderBytes = 44;

export interface BlobHeader {
  readonly kind: BlobKind;
  readonly crc32: number;
  /** Where the bytes begin that the CRC covers. */
  readonly headerBytes: number;
}

export function headerBytesOf(kind: BlobKind): number {
  return kind === 'encrypted' || kind === 'encrypted-zstd' ? encryptedBlobHeaderBytes : plainBlobHeaderBytes;
}

/** Null when there are fewer than 12 bytes; kind `unknown` when the magic is none of ours. */
export function decodeBlobHeader(bytes: Uint8Array): BlobHeader | null {
  if (bytes.length < minEncodedBlobBytes) return null;
  const kind = blobKindOf(bytes);
  const crc = (bytes[8]! | (bytes[9]! << 8) | (bytes[10]! << 16) | (bytes[11]! << 24)) >>> 0;
  return { kind, crc32: crc, headerBytes: headerBytesOf(kind) };
}

/** The 12 bytes of magic and CRC; in an encrypted blob IV and tag follow. */
export function encodeBlobHeader(kind: Exclude<BlobKind, 'unknown'>, crc: number): Uint8Array {
  const bytes = new Uint8Array(plainBlobHeaderBytes);
  writeMagic(bytes, blobMagics[kind]);
  new DataView(bytes.buffer).setUint32(8, crc >>> 0, true);
  return bytes;
}

/** A whole unencrypted blob around a payload that is compressed already where `kind` says so. */
export function encodeBlob(kind: 'uncompressed' | 'zstd', payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(plainBlobHeaderBytes + payload.length);
  bytes.set(encodeBlobHeader(kind, crc32(payload)), 0);
  bytes.set(payload, plainBlobHeaderBytes);
  return bytes;
}

/** Whether the CRC of a whole blob is right; false for what is no blob. */
export function hasValidCrc(bytes: Uint8Array): boolean {
  const header = decodeBlobHeader(bytes);
  if (header === null || header.kind === 'unknown' || bytes.length < header.headerBytes) return false;
  return crc32(bytes.subarray(header.headerBytes)) === header.crc32;
}

/**
 * Payload of a whole unencrypted blob, at most `limitBytes`; null when encrypted, unknown, damaged or larger. The CRC is
 * not looked at. `maxSequenceCount` as in `decodeZstd`.
 */
export function decodeBlob(bytes: Uint8Array, limitBytes: number, maxSequenceCount?: number): Uint8Array | null {
  const header = decodeBlobHeader(bytes);
  if (header === null) return null;
  const payload = bytes.subarray(header.headerBytes);
  if (header.kind === 'uncompressed') return payload.length <= limitBytes ? payload : null;
  return header.kind === 'zstd' ? decodeZstd(payload, limitBytes, maxSequenceCount) : null;
}
