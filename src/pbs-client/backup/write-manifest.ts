// In: the snapshot and its files. Out: the manifest as text. Unsigned, because nothing is encrypted. protocol.md 7.6.
import { formatManifest } from '../../core/pbs/index.js';
import type { SnapshotName } from '../connect/index.js';

/** Index: `sizeBytes` of the archive, `csum` of the entries. Blob: both of the encoded file. */
export interface WrittenFile {
  readonly filename: string;
  readonly sizeBytes: number;
  readonly csum: string;
}

export function writeManifest(snapshot: SnapshotName, files: readonly WrittenFile[]): string {
  return formatManifest({
    'backup-type': snapshot.type,
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    files: files.map(({ filename, sizeBytes, csum }) => ({ filename, 'crypt-mode': 'none', size: sizeBytes, csum })),
    signature: null,
    unprotected: {},
  });
}
