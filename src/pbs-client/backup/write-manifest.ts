// In: the snapshot and its files. Out: the manifest as JSON. With a key it is signed, and names the key; it is never encrypted
// itself. protocol.md 7.6.
import type { JsonObject } from '../../core/pbs/index.js';
import { type DataKey, signManifest } from '../codec/index.js';
import type { SnapshotName } from '../connect/index.js';

/** Index: `sizeBytes` of the archive, `csum` of the entries. Blob: both of the encoded file. */
export interface WrittenFile {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly csum: string;
}

export function writeManifest(
  snapshot: SnapshotName,
  files: readonly WrittenFile[],
  key: DataKey | null = null,
): JsonObject {
  const cryptMode = key === null ? 'none' : 'encrypt';
  const document: JsonObject = {
    'backup-type': snapshot.type,
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    files: files.map(({ filename, sizeBytes, csum }) => ({ filename, 'crypt-mode': cryptMode, size: sizeBytes, csum })),
    signature: null,
    unprotected: key === null ? {} : { 'key-fingerprint': key.fingerprint },
  };
  return key === null ? document : { ...document, signature: signManifest(document, key) };
}
