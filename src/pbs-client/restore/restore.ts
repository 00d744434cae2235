// A restore as the official client does it (protocol.md 6.3): manifest, index, then one chunk after another, each checked
// against its digest, the whole against the manifest. In: a snapshot. Out: the archive's bytes, in order, to a sink that may
// wait. Throws ClientFailure; what went into the sink before is whole and right.
import { maxChunkBytes } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import { type Codec, sha256 } from '../codec/index.js';
import type { Session, SnapshotName } from '../connect/index.js';
import { type ManifestFile, readIndexFile } from '../index-file.js';
import { findLatest, type GroupName } from '../listing/index.js';
import { type ClientOptions, codecOf } from '../options.js';
import { runSession, withConnection } from '../with-session.js';
import { readManifest } from './read-manifest.js';

/** Takes the bytes of one archive, in order. */
export type ArchiveSink = (bytes: Uint8Array) => Promise<void> | void;

export interface RestoredArchive {
  /** With the server's extension. */
  readonly name: string;
  readonly logicalBytes: number;
  /** Entries of the index; 0 for a blob. */
  readonly chunkCount: number;
  /** Chunks as they came, index and manifest not counted. */
  readonly downloadedBytes: number;
}

export interface RestoreSummary {
  readonly snapshot: SnapshotName;
  readonly archives: readonly RestoredArchive[];
  readonly durationMs: number;
}

/** Blob files may be as large as PBS's own code lets them be (protocol.md 7.2). */
const maxBlobBytes = 128 * 1024 * 1024;

/**
 * Restores what `sinkFor` gives a sink for, by the server's file name; null leaves an archive out. A group without a time means
 * its newest snapshot, which is asked for on the same connection.
 */
export async function restore(
  options: ClientOptions,
  from: SnapshotName | GroupName,
  sinkFor: (fileName: string) => ArchiveSink | null,
): Promise<RestoreSummary> {
  const startedAtMs = performance.now();
  const { store } = options.repository;
  return withConnection(options, async (connection) => {
    const snapshot = 'timeSeconds' in from ? from : await findLatest(connection, store, from);
    const archives = await runSession(options, connection, 'reader', snapshot, (session) =>
      restoreFiles(session, codecOf(options), sinkFor),
    );
    return { snapshot, archives, durationMs: performance.now() - startedAtMs };
  });
}

async function restoreFiles(
  session: Session,
  codec: Codec,
  sinkFor: (fileName: string) => ArchiveSink | null,
): Promise<readonly RestoredArchive[]> {
  const restored: RestoredArchive[] = [];
  for (const file of (await readManifest(session, codec.key)).files) {
    const sink = sinkFor(file.filename);
    if (sink === null) continue;
    const restoreOne = file.filename.endsWith('.blob') ? restoreBlob : restoreArchive;
    restored.push(await restoreOne(session, file, codec, sink));
  }
  return restored;
}

const damaged = (message: string): ClientFailure => new ClientFailure('damaged', message);

async function restoreArchive(
  session: Session,
  file: ManifestFile,
  codec: Codec,
  sink: ArchiveSink,
): Promise<RestoredArchive> {
  const index = readIndexFile(await session.call('downloadFile', { 'file-name': file.filename }), file);
  if (index.kind === 'damaged') throw damaged(index.fault);
  let downloadedBytes = 0;
  for (const { digest, lengthBytes } of index.entries) {
    const blob = await session.call('downloadChunk', { digest });
    downloadedBytes += blob.length;
    const bytes = codec.decode(blob, maxChunkBytes);
    if (codec.digest(bytes) !== digest) throw damaged(`chunk ${digest} has another digest`);
    if (bytes.length !== lengthBytes) throw damaged(`chunk ${digest} has ${bytes.length} bytes, not ${lengthBytes}`);
    await sink(bytes);
  }
  return {
    name: file.filename,
    logicalBytes: index.archiveBytes,
    chunkCount: index.entries.length,
    downloadedBytes,
  };
}

async function restoreBlob(
  session: Session,
  file: ManifestFile,
  codec: Codec,
  sink: ArchiveSink,
): Promise<RestoredArchive> {
  const blob = await session.call('downloadFile', { 'file-name': file.filename });
  if (sha256(blob) !== file.csum) throw damaged(`wrong checksum for file '${file.filename}'`);
  const bytes = codec.decode(blob, maxBlobBytes);
  await sink(bytes);
  return { name: file.filename, logicalBytes: bytes.length, chunkCount: 0, downloadedBytes: blob.length };
}
