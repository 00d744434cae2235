// Chunks and files ⇄ DataBlobs, unencrypted (protocol.md 7.2). Compresses with zstd where Node has it (22.15 and later), as the
// official client does; elsewhere it sends plain, which the format allows.
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { decodeBlob, encodeBlobHeader } from '../core/pbs/index.js';
import { ClientFailure } from './client-failure.js';

interface Zstd {
  readonly zstdCompressSync?: (bytes: Uint8Array, options?: { params: Record<number, number> }) => Uint8Array;
  readonly constants: { readonly ZSTD_c_compressionLevel?: number };
}

const { zstdCompressSync, constants } = zlib as unknown as Zstd;
const level = 1;

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function compress(bytes: Uint8Array): Uint8Array | null {
  if (zstdCompressSync === undefined || constants.ZSTD_c_compressionLevel === undefined) return null;
  const packed = zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } });
  return packed.length < bytes.length ? packed : null;
}

export function encodeDataBlob(bytes: Uint8Array): Uint8Array {
  const packed = compress(bytes);
  const payload = packed ?? bytes;
  const header = encodeBlobHeader(packed === null ? 'uncompressed' : 'zstd', zlib.crc32(payload));
  return Buffer.concat([header, payload]);
}

/** At most `limitBytes`; throws ClientFailure `damaged` for anything that is no plain blob. */
export function decodeDataBlob(blob: Uint8Array, limitBytes: number): Uint8Array {
  const bytes = decodeBlob(blob, limitBytes);
  if (bytes === null) throw new ClientFailure('damaged', 'a blob is encrypted, damaged or larger than its index says');
  return bytes;
}
