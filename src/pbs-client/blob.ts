// Chunks and files ⇄ DataBlobs, unencrypted (protocol.md 7.2). Compressed with zstd where that makes them smaller, as the
// official client does; where Node has no zstd (before 22.15) they go plain, which the format allows.
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { decodeBlob, encodeBlobHeader } from '../core/pbs/index.js';
import { ClientFailure } from './client-failure.js';

/** Whole zstd frames, or null where there is nothing to compress with. Need not be smaller than its input. */
export type Compress = (bytes: Uint8Array) => Uint8Array | null;

/** What Node 22.15 and later have; the types of Node 20 do not know them. */
interface ZstdOfNode {
  readonly zstdCompressSync?: (bytes: Uint8Array, options: { params: Record<number, number> }) => Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

const { zstdCompressSync, constants } = zlib as unknown as ZstdOfNode;
/** The official client's. */
const compressionLevel = 1;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export const compressWithNode: Compress = (bytes) => {
  const parameter = constants.ZSTD_c_compressionLevel;
  if (zstdCompressSync === undefined || parameter === undefined) return null;
  return zstdCompressSync(bytes, { params: { [parameter]: compressionLevel } });
};

export function encodeDataBlob(bytes: Uint8Array, compress: Compress = compressWithNode): Uint8Array {
  const packed = compress(bytes);
  const isPacked = packed !== null && packed.length < bytes.length;
  const payload = isPacked ? packed : bytes;
  return Buffer.concat([encodeBlobHeader(isPacked ? 'zstd' : 'uncompressed', zlib.crc32(payload)), payload]);
}

/** At most `limitBytes`; throws ClientFailure `damaged` for anything that is no plain blob. */
export function decodeDataBlob(blob: Uint8Array, limitBytes: number): Uint8Array {
  // Not with Node's own zstd: it stops behind the first frame of several, as if that were all.
  const bytes = decodeBlob(blob, limitBytes);
  if (bytes === null) throw new ClientFailure('damaged', 'a blob is encrypted, damaged or larger than its index says');
  return bytes;
}
