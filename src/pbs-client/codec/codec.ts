// Chunks and files ⇄ DataBlobs (protocol.md 7.2, 7.3). Compressed with zstd where that makes them smaller, then encrypted where
// there is a key, as the official client does. Digests are keyed with the same key.
import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { decodeBlob, decodeBlobHeader, decodeZstd, encodeBlobHeader } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Compress } from './compress.js';
import type { DataKey } from './data-key.js';
import { decryptBlob, encryptBlob } from './encrypted-blob.js';

export interface Codec {
  /** Null: nothing is encrypted. */
  readonly key: DataKey | null;
  readonly compress: Compress;
  digest(bytes: Uint8Array): string;
  encode(bytes: Uint8Array): Uint8Array;
  /** A payload that is compressed already; `packed` may be null or larger, then the plain bytes are taken. */
  encodePacked(bytes: Uint8Array, packed: Uint8Array | null): Uint8Array;
  /** At most `limitBytes`; throws ClientFailure `damaged` for what does not decode with this codec. */
  decode(blob: Uint8Array, limitBytes: number): Uint8Array;
}

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export function createCodec(compress: Compress, key: DataKey | null): Codec {
  const encodePacked: Codec['encodePacked'] = (bytes, packed) => {
    const isPacked = packed !== null && packed.length < bytes.length;
    const payload = isPacked ? packed : bytes;
    if (key !== null) return encryptBlob(isPacked ? 'encrypted-zstd' : 'encrypted', payload, key);
    return Buffer.concat([encodeBlobHeader(isPacked ? 'zstd' : 'uncompressed', crc32(payload)), payload]);
  };
  return {
    key,
    compress,
    digest: (bytes) =>
      key === null ? sha256(bytes) : createHash('sha256').update(bytes).update(key.idKey).digest('hex'),
    encode: (bytes) => encodePacked(bytes, compress(bytes)),
    encodePacked,
    decode: (blob, limitBytes) => decodeWith(key, blob, limitBytes),
  };
}

const damaged = (message: string): ClientFailure => new ClientFailure('damaged', message);
const wrongKey = (message: string): ClientFailure => new ClientFailure('wrong-key', message);

function decodeWith(key: DataKey | null, blob: Uint8Array, limitBytes: number): Uint8Array {
  const kind = decodeBlobHeader(blob)?.kind;
  if (kind !== 'encrypted' && kind !== 'encrypted-zstd') {
    // Not with Node's own zstd: it stops behind the first frame of several, as if that were all.
    const bytes = decodeBlob(blob, limitBytes);
    if (bytes === null) throw damaged('a blob is damaged or larger than its index says');
    return bytes;
  }
  if (key === null) throw wrongKey('a blob is encrypted, and there is no key');
  const payload = decryptBlob(blob, key);
  if (payload === null) throw wrongKey('a blob was encrypted with another key, or is damaged');
  const bytes = kind === 'encrypted' ? payload : decodeZstd(payload, limitBytes);
  if (bytes === null || bytes.length > limitBytes) throw damaged('a blob is damaged or larger than its index says');
  return bytes;
}
