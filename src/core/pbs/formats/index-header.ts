// Headers of .fidx and .didx files ⇄ values, and their entries. The checksum is the caller's (core has no SHA-256).
// Integers are little endian. protocol.md 7.4, 7.5.
import { decodeHex, digestBytes, encodeHex } from './hex.js';
import {
  dynamicIndexMagic,
  fixedIndexMagic,
  type IndexKind,
  indexHeaderBytes,
  indexKindOf,
  writeMagic,
} from './magic.js';

export const fixedEntryBytes = 32;
export const dynamicEntryBytes = 40;
/** Fields end here; zeros follow up to `indexHeaderBytes`. */
export const indexFieldsBytes = 80;

interface IndexFields {
  /** 32 hex digits without dashes. */
  readonly uuid: string;
  readonly createdAtSeconds: number;
  /** SHA-256 over all entries as stored, 64 hex digits. */
  readonly csum: string;
}

export interface FixedIndexHeader extends IndexFields {
  readonly kind: 'fixed';
  /** Size of the image. */
  readonly sizeBytes: number;
  readonly chunkSizeBytes: number;
}

export interface DynamicIndexHeader extends IndexFields {
  readonly kind: 'dynamic';
}

export type IndexHeader = FixedIndexHeader | DynamicIndexHeader;

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function encodeFields(magic: string, fields: IndexFields): Uint8Array {
  const bytes = new Uint8Array(indexHeaderBytes);
  writeMagic(bytes, magic);
  bytes.set(decodeHex(fields.uuid.replaceAll('-', ''))!.subarray(0, 16), 8);
  view(bytes).setBigInt64(24, BigInt(fields.createdAtSeconds), true);
  bytes.set(decodeHex(fields.csum)!.subarray(0, digestBytes), 32);
  return bytes;
}

export function encodeFixedIndexHeader(header: Omit<FixedIndexHeader, 'kind'>): Uint8Array {
  const bytes = encodeFields(fixedIndexMagic, header);
  view(bytes).setBigUint64(64, BigInt(header.sizeBytes), true);
  view(bytes).setBigUint64(72, BigInt(header.chunkSizeBytes), true);
  return bytes;
}

export function encodeDynamicIndexHeader(header: Omit<DynamicIndexHeader, 'kind'>): Uint8Array {
  return encodeFields(dynamicIndexMagic, header);
}

/** `endBytes`: end offset of the chunk in the archive. */
export function encodeDynamicIndexEntry(endBytes: number, digest: string): Uint8Array {
  const bytes = new Uint8Array(dynamicEntryBytes);
  view(bytes).setBigUint64(0, BigInt(endBytes), true);
  bytes.set(decodeHex(digest)!.subarray(0, digestBytes), 8);
  return bytes;
}

/** Either kind, by magic; null when it is neither or too short. Numbers beyond 2^53 lose their last bits. */
export function decodeIndexHeader(bytes: Uint8Array): IndexHeader | null {
  const kind: IndexKind | null = indexKindOf(bytes);
  if (kind === null || bytes.length < indexFieldsBytes) return null;
  const fields = {
    uuid: encodeHex(bytes.subarray(8, 24)),
    createdAtSeconds: Number(view(bytes).getBigInt64(24, true)),
    csum: encodeHex(bytes.subarray(32, 64)),
  };
  if (kind === 'dynamic') return { kind, ...fields };
  return {
    kind,
    ...fields,
    sizeBytes: Number(view(bytes).getBigUint64(64, true)),
    chunkSizeBytes: Number(view(bytes).getBigUint64(72, true)),
  };
}

export function decodeFixedIndexHeader(bytes: Uint8Array): FixedIndexHeader | null {
  const header = decodeIndexHeader(bytes);
  return header?.kind === 'fixed' ? header : null;
}

export function decodeDynamicIndexHeader(bytes: Uint8Array): DynamicIndexHeader | null {
  const header = decodeIndexHeader(bytes);
  return header?.kind === 'dynamic' ? header : null;
}
