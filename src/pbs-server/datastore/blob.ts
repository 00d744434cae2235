// DataBlobs as they arrive and as they lie on disk (protocol.md 7.2): checked, decoded, never trusted.
// In: encoded bytes. Out: decoded content, or PBS's text why not. Reads no files.
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import {
  type BlobKind,
  decodeBlobHeader,
  decodeZstd,
  encodeBlobHeader,
  encryptedBlobHeaderBytes,
  headerBytesOf,
  maxChunkBytes,
  plainBlobHeaderBytes,
} from '../../core/pbs/index.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';

/** `node:zlib` has zstd since 22.15; Node 20's types and runtime do not know it. */
interface ZstdOfNode {
  readonly zstdCompressSync?: (bytes: Uint8Array) => Uint8Array;
}
const nodeZstd = zlib as ZstdOfNode & typeof zlib;

export function isEncrypted(kind: BlobKind): boolean {
  return kind === 'encrypted' || kind === 'encrypted-zstd';
}

/** Kind of a blob whose header is whole and known. */
export function readBlobKind(bytes: Uint8Array): Outcome<BlobKind> {
  if (bytes.length < plainBlobHeaderBytes) return refuse(`blob too small (${bytes.length} bytes).`);
  const header = decodeBlobHeader(bytes);
  if (header === null || header.kind === 'unknown') return refuse('unable to parse raw blob - wrong magic');
  if (isEncrypted(header.kind) && bytes.length < encryptedBlobHeaderBytes) {
    return refuse(`encrypted blob too small (${bytes.length} bytes).`);
  }
  return header.kind;
}

function payloadOf(bytes: Uint8Array, kind: BlobKind): Uint8Array {
  return bytes.subarray(headerBytesOf(kind));
}

function readU32(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset, true);
}

/** A blob file must carry its CRC; the server stores it unchanged. */
export function checkBlobFile(bytes: Uint8Array): Refusal | null {
  const kind = readBlobKind(bytes);
  if (isRefusal(kind)) return kind;
  const isIntact = readU32(bytes, 8) === zlib.crc32(payloadOf(bytes, kind));
  return isIntact ? null : refuse('Data blob has wrong CRC checksum.');
}

/**
 * A chunk must hold what its digest says, where the server can see it; encrypted ones are taken on trust.
 * The client's CRC is never looked at but replaced (protocol.md 5.5): `bytes` is changed in place.
 */
export function checkChunk(bytes: Uint8Array, digest: string, sizeBytes: number): Outcome<BlobKind> {
  const kind = readBlobKind(bytes);
  if (isRefusal(kind)) return kind;
  if (!isEncrypted(kind)) {
    const fault = checkContent(bytes, kind, digest, sizeBytes);
    if (fault !== null) return fault;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setUint32(8, zlib.crc32(payloadOf(bytes, kind)), true);
  return kind;
}

/** A chunk as it lies in the store: CRC, and what its digest says where that can be seen. */
export function checkStoredChunk(bytes: Uint8Array, digest: string, sizeBytes: number): Refusal | null {
  const fault = checkBlobFile(bytes);
  if (fault !== null) return fault;
  const kind = readBlobKind(bytes);
  if (isRefusal(kind)) return kind;
  return isEncrypted(kind) ? null : checkContent(bytes, kind, digest, sizeBytes);
}

function checkContent(bytes: Uint8Array, kind: BlobKind, digest: string, sizeBytes: number): Refusal | null {
  const content = decodePayload(bytes, kind);
  if (isRefusal(content)) return content;
  const actual = createHash('sha256').update(content).digest('hex');
  if (actual !== digest) return refuse('detected chunk with wrong digest.');
  if (content.length === sizeBytes) return null;
  return refuse(`detected chunk with wrong length (${sizeBytes} != ${content.length})`);
}

/** Content of an unencrypted blob. */
export function decodeBlob(bytes: Uint8Array): Outcome<Uint8Array> {
  const kind = readBlobKind(bytes);
  if (isRefusal(kind)) return kind;
  if (isEncrypted(kind)) return refuse('unable to decode encrypted blob without CryptConfig');
  return decodePayload(bytes, kind);
}

/** zstd when this Node can compress and it helps, else plain: any reader takes either. */
export function encodeBlob(content: Uint8Array): Uint8Array {
  const compressed = nodeZstd.zstdCompressSync?.(content);
  const isSmaller = compressed !== undefined && compressed.length < content.length;
  const payload = isSmaller ? compressed : content;
  return Buffer.concat([encodeBlobHeader(isSmaller ? 'zstd' : 'uncompressed', zlib.crc32(payload)), payload]);
}

/** The cap is the largest chunk that the API can announce; a zstd frame that wants more is a bomb. */
function decodePayload(bytes: Uint8Array, kind: BlobKind): Outcome<Uint8Array> {
  const payload = payloadOf(bytes, kind);
  if (kind === 'uncompressed') return payload;
  // Node's own decoder (22.15 and later) stops behind the first frame; PBS reads all of them, and so does this one.
  return decodeZstd(payload, maxChunkBytes) ?? refuse('unable to decode chunk - zstd data is damaged or too large');
}
