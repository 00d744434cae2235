// Captured bytes of a blob → what may be seen of them: its kind, and of a manifest what pbscope reads. The checksum of the contents goes: it
// would tell equal blobs in two files. In: all captured bytes. Out: a blob of its own. protocol.md 7.2, 7.6.
import {
  decodeManifest,
  encodeBlob,
  formatManifest,
  type JsonObject,
  type Manifest,
  magicBytes,
} from '../pbs/index.js';
import { encodeText } from './encode-text.js';
import { hideFileName } from './hide-name.js';
import type { Pseudonyms } from './pseudonyms.js';

export function hideBlob(bytes: Uint8Array, names: Pseudonyms): Uint8Array {
  const manifest = decodeManifest(bytes);
  if (manifest !== null) return encodeBlob('uncompressed', encodeText(formatManifest(hidden(manifest, names))));
  return bytes.slice(0, magicBytes);
}

function hidden(manifest: Manifest, names: Pseudonyms): JsonObject {
  const stats = manifest.chunkUploadStats;
  return {
    'backup-type': manifest.backupType,
    'backup-id': names.of('id', manifest.backupId),
    'backup-time': manifest.backupTime,
    files: manifest.files.map((file) => ({
      filename: hideFileName(file.filename, names),
      'crypt-mode': file.cryptMode,
      size: file.sizeBytes,
      csum: names.hex(file.csum),
    })),
    unprotected: {
      ...(manifest.keyFingerprint === null
        ? {}
        : { 'key-fingerprint': names.hex(manifest.keyFingerprint.replaceAll(':', '')) }),
      ...(stats === null
        ? {}
        : {
            chunk_upload_stats: {
              count: stats.count,
              size: stats.sizeBytes,
              compressed_size: stats.compressedSizeBytes,
              duplicates: stats.duplicates,
            },
          }),
      ...(manifest.verifyState === null ? {} : { verify_state: { state: manifest.verifyState } }),
    },
  };
}
