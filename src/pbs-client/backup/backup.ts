// A whole backup in the call order of protocol.md 4.4: previous snapshot, archives one after another, manifest last, finish,
// FIN. In: sources that are read once. Out: what was sent, per archive. Throws ClientFailure; then nothing was kept.
import { fixedChunkSizeBytes, type Manifest } from '../../core/pbs/index.js';
import { cutByContent, cutFixed } from '../chunker/index.js';
import type { Codec } from '../codec/index.js';
import type { Session, SnapshotName } from '../connect/index.js';
import { type ClientOptions, codecOf } from '../options.js';
import { withSession } from '../with-session.js';
import { readKnownDigests, readPreviousManifest } from './previous.js';
import { digestChunks } from './source-chunk.js';
import { type ArchivePlan, type UploadedArchive, uploadArchive } from './upload-archive.js';
import { uploadBlob, uploadManifest } from './upload-blob.js';
import { type WrittenFile, writeManifest } from './write-manifest.js';

/** `name` as in a backup specification, without the server's extension. */
export type BackupSource =
  /** Fixed chunks of 4 MiB; `name` ends in `.img`. */
  | { readonly kind: 'image'; readonly name: string; readonly sizeBytes: number; read(): AsyncIterable<Uint8Array> }
  /** Content-defined chunks of any stream: `root.pxar`, `root.tar`, `dump.sql`. */
  | { readonly kind: 'stream'; readonly name: string; read(): AsyncIterable<Uint8Array> }
  /** One blob: `x.conf`, `x.log`. */
  | { readonly kind: 'blob'; readonly name: string; readonly bytes: Uint8Array };

const serverExtensions = { image: 'fidx', stream: 'didx', blob: 'blob' } as const;

/** What the server calls it (protocol.md 7.7). */
export const archiveNameOf = (source: Pick<BackupSource, 'kind' | 'name'>): string =>
  `${source.name}.${serverExtensions[source.kind]}`;

export type ArchiveSummary = Omit<UploadedArchive, 'csum'>;

export interface BackupSummary {
  /** Images and streams; blobs are not counted, as the official client does not. */
  readonly archives: readonly ArchiveSummary[];
  readonly durationMs: number;
}

export interface BackupHooks {
  /** An image or stream is closed on the server. */
  readonly onArchive?: (archive: ArchiveSummary) => void;
  /** Bytes of an archive that were read and dealt with since the last call. */
  readonly onProgress?: (archiveName: string, addedBytes: number) => void;
}

const defaultAverageChunkBytes = 4 * 1024 * 1024;

export async function backup(
  options: ClientOptions,
  snapshot: SnapshotName,
  sources: readonly BackupSource[],
  hooks: BackupHooks = {},
): Promise<BackupSummary> {
  const startedAtMs = performance.now();
  const archives = await withSession(options, 'backup', snapshot, (session) =>
    sendSnapshot(session, options, snapshot, sources, hooks),
  );
  return { archives, durationMs: performance.now() - startedAtMs };
}

async function sendSnapshot(
  session: Session,
  options: ClientOptions,
  snapshot: SnapshotName,
  sources: readonly BackupSource[],
  hooks: BackupHooks,
): Promise<readonly ArchiveSummary[]> {
  const codec = codecOf(options);
  const previous = await readPreviousManifest(session);
  const files: WrittenFile[] = [];
  const archives: ArchiveSummary[] = [];
  for (const source of sources) {
    if (source.kind === 'blob') {
      files.push(await uploadBlob(session, archiveNameOf(source), source.bytes, codec));
      continue;
    }
    const plan = await planOf(source, options, codec, session, previous);
    const { onProgress } = hooks;
    const watched = onProgress === undefined ? plan : { ...plan, onProgress: onProgress.bind(null, plan.name) };
    const { csum, ...archive } = await uploadArchive(session, watched);
    files.push({ filename: archive.name, sizeBytes: archive.logicalBytes, csum });
    archives.push(archive);
    hooks.onArchive?.(archive);
  }
  await uploadManifest(session, writeManifest(snapshot, files, codec.key), codec);
  await session.call('finish');
  return archives;
}

async function planOf(
  source: Exclude<BackupSource, { kind: 'blob' }>,
  options: ClientOptions,
  codec: Codec,
  session: Session,
  previous: Manifest | null,
): Promise<ArchivePlan> {
  const isImage = source.kind === 'image';
  const name = archiveNameOf(source);
  const cut = isImage
    ? cutFixed(source.read(), fixedChunkSizeBytes)
    : cutByContent(source.read(), options.averageChunkBytes ?? defaultAverageChunkBytes);
  return {
    name,
    kind: isImage ? 'fixed' : 'dynamic',
    sizeBytes: isImage ? source.sizeBytes : null,
    chunks: digestChunks(cut, codec),
    known: await readKnownDigests(session, previous, name, codec.key),
  };
}
