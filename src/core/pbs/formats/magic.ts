// In: the first bytes of a PBS file or body. Out: what it is. Magics and sizes of protocol.md 7.1 to 7.7.
import type { BlobKind } from '../call.js';
import { decodeHex, encodeHex } from './hex.js';

export const magicBytes = 8;

/** First 8 bytes of the SHA-256 of an ASCII label, by what they begin. */
export const blobMagics: Readonly<Record<Exclude<BlobKind, 'unknown'>, string>> = {
  uncompressed: '42ab3807be8370a1',
  zstd: '31b958426fb6a37f',
  encrypted: '7b6785be222d4cf0',
  'encrypted-zstd': 'e6591bbf0bbfd80b',
};
export const fixedIndexMagic = '2f7f41ed91fd0fcd';
export const dynamicIndexMagic = '1c914ea519bab3cd';
export const catalogMagic = '91fd60f9c46758d5';

export type IndexKind = 'fixed' | 'dynamic';

const indexKinds = new Map<string, IndexKind>([
  [fixedIndexMagic, 'fixed'],
  [dynamicIndexMagic, 'dynamic'],
]);
const blobKinds = new Map<string, BlobKind>(
  Object.entries(blobMagics).map(([kind, magic]) => [magic, kind as BlobKind]),
);

export const readMagic = (bytes: Uint8Array): string => encodeHex(bytes.subarray(0, magicBytes));

export const indexKindOf = (bytes: Uint8Array): IndexKind | null => indexKinds.get(readMagic(bytes)) ?? null;

export const blobKindOf = (bytes: Uint8Array): BlobKind => blobKinds.get(readMagic(bytes)) ?? 'unknown';

export function writeMagic(target: Uint8Array, magic: string): void {
  target.set(decodeHex(magic)!, 0);
}

/** The server's chunk size of images, and the length of every index header. */
export const fixedChunkSizeBytes = 4_194_304;
export const indexHeaderBytes = 4096;
/** SHA-256 of `fixedChunkSizeBytes` zeros, without a key. */
export const zeroChunkDigest = 'bb9f8df61474d25e71fa00722318cd387396ca1736605e1248821cc0de3d3af8';

/** Largest plain chunk that the API takes, and its DataBlob when encrypted (44 bytes of header). */
export const maxChunkBytes = 16_777_216;
export const maxEncodedBlobBytes = 16_777_260;
export const minEncodedBlobBytes = 12;
export const maxWriterId = 256;

export const manifestName = 'index.json.blob';
export const catalogName = 'catalog.pcat1.didx';
export const clientLogName = 'client.log.blob';
export const encryptedKeyName = 'rsa-encrypted.key.blob';
