// A whole backup in the call order of protocol.md 4.4: previous snapshot, archives one after another, manifest last, finish, FIN.
// In: sources that are read once. Out: what was sent, per archive.
import { fixedChunkSizeBytes, formatManifest, manifestName } from '../../core/pbs/index.js';
import { encodeDataBlob, sha256 } from '../blob.js';
import { cutByContent, cutFixed } from '../chunker/index.js';
import { openSession, type Session, type SnapshotName } from '../connect/index.js';
import { type ClientOptions, endpointOf } from '../options.js';
import { readKnownDigests, readPreviousManifest } from './previous.js';
import { type UploadedArchive, uploadArchive } from './upload-archive.js';

export type BackupSource =
  /** Fixed chunks of 4 MiB; `name` ends in `.img`. */
  | { readonly kind: 'image'; readonly name: string; readonly sizeBytes: number; read(): AsyncIterable<Uint8Array> }
  /** Content-defined chunks; `name` ends in `.pxar`. */
  | { readonly kind: 'stream'; readonly name: string; read(): AsyncIterable<Uint8Array> }
  /** One blob; `name` ends in `.conf` or `.log`. */
  | { readonly kind: 'blob'; readonly name: string; readonly bytes: Uint8Array };

export interface BackupSummary {
  readonly archives: readonly Omit<UploadedArchive, 'csum'>[];
  readonly durationMs: number;
}

interface ManifestFile {
  readonly filename: string;
  readonly 'crypt-mode': 'none';
  readonly size: number;
  readonly csum: string;
}

const defaultAverageBytes = 4 * 1024 * 1024;
const file = (filename: string, size: number, csum: string): ManifestFile => ({
  filename,
  'crypt-mode': 'none',
  size,
  csum,
});

async function uploadBlob(session: Session, fileName: string, bytes: Uint8Array): Promise<ManifestFile> {
  const blob = encodeDataBlob(bytes);
  await session.call(
    'uploadBlob',
    { 'encoded-size': blob.length, 'file-name': fileName },
    { contentType: 'application/octet-stream', bytes: blob },
  );
  return file(fileName, blob.length, sha256(blob));
}

export async function backup(
  options: ClientOptions,
  snapshot: SnapshotName,
  sources: readonly BackupSource[],
): Promise<BackupSummary> {
  const startedAtMs = performance.now();
  const session = await openSession('backup', endpointOf(options), options.repository, options.secret, snapshot);
  try {
    const previous = await readPreviousManifest(session);
    const files: ManifestFile[] = [];
    const archives: Omit<UploadedArchive, 'csum'>[] = [];
    for (const source of sources) {
      if (source.kind === 'blob') {
        files.push(await uploadBlob(session, `${source.name}.blob`, source.bytes));
        continue;
      }
      const isImage = source.kind === 'image';
      const name = `${source.name}.${isImage ? 'fidx' : 'didx'}`;
      const { csum, ...counts } = await uploadArchive(session, {
        name,
        kind: isImage ? 'fixed' : 'dynamic',
        sizeBytes: isImage ? source.sizeBytes : null,
        chunks: isImage
          ? cutFixed(source.read(), fixedChunkSizeBytes)
          : cutByContent(source.read(), options.averageChunkBytes ?? defaultAverageBytes),
        known: await readKnownDigests(session, previous, name),
      });
      files.push(file(name, counts.logicalBytes, csum));
      archives.push(counts);
    }
    const manifest = formatManifest({
      'backup-type': snapshot.type,
      'backup-id': snapshot.id,
      'backup-time': snapshot.timeSeconds,
      files: files.map((one) => ({ ...one })),
      signature: null,
      unprotected: {},
    });
    await uploadBlob(session, manifestName, Buffer.from(manifest));
    await session.call('finish');
    return { archives, durationMs: performance.now() - startedAtMs };
  } finally {
    await session.close();
  }
}
