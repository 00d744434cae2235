// A restore as the official client does it (protocol.md 6.3): manifest, index, then one chunk after another, each checked against
// its digest, the whole against the manifest. In: a snapshot. Out: the archive's bytes, in order, to a sink that may wait.
import { decodeManifest, IndexFileParser, type Manifest, manifestName, maxChunkBytes } from '../../core/pbs/index.js';
import { decodeDataBlob, sha256 } from '../blob.js';
import { ClientFailure } from '../client-failure.js';
import { openSession, type Session, type SnapshotName } from '../connect/index.js';
import { IndexChecksum } from '../index-csum.js';
import { type ClientOptions, endpointOf } from '../options.js';

/** Takes the bytes of one archive, in order. */
export type ArchiveSink = (bytes: Uint8Array) => Promise<void> | void;

export interface RestoredArchive {
  readonly name: string;
  readonly logicalBytes: number;
  readonly chunkCount: number;
  readonly downloadedBytes: number;
}

export interface RestoreSummary {
  readonly archives: readonly RestoredArchive[];
  readonly durationMs: number;
}

const maxBlobBytes = 128 * 1024 * 1024;
const damaged = (message: string): ClientFailure => new ClientFailure('damaged', message);

async function restoreIndex(
  session: Session,
  file: Manifest['files'][number],
  sink: ArchiveSink,
): Promise<RestoredArchive> {
  const index = await session.call('downloadFile', { 'file-name': file.filename });
  const parser = new IndexFileParser();
  const entries = parser.feed(index.body);
  const fault = parser.end();
  if (fault !== null) throw damaged(`${file.filename}: ${fault}`);
  const csum = new IndexChecksum(parser.header?.kind ?? 'fixed');
  for (const entry of entries) csum.add(entry.digest, entry.startBytes + (entry.lengthBytes ?? 0));
  if (csum.digest() !== file.csum) throw damaged(`wrong checksum for file '${file.filename}'`);
  if (parser.archiveBytes !== file.sizeBytes)
    throw damaged(`wrong size for file '${file.filename}' (${parser.archiveBytes} != ${file.sizeBytes})`);
  let downloadedBytes = 0;
  for (const entry of entries) {
    const reply = await session.call('downloadChunk', { digest: entry.digest });
    downloadedBytes += reply.body.length;
    const bytes = decodeDataBlob(reply.body, maxChunkBytes);
    if (sha256(bytes) !== entry.digest) throw damaged(`chunk ${entry.digest} has another digest`);
    if (entry.lengthBytes !== null && bytes.length !== entry.lengthBytes)
      throw damaged(`chunk ${entry.digest} has another length`);
    await sink(bytes);
  }
  return { name: file.filename, logicalBytes: parser.archiveBytes, chunkCount: entries.length, downloadedBytes };
}

async function restoreBlob(
  session: Session,
  file: Manifest['files'][number],
  sink: ArchiveSink,
): Promise<RestoredArchive> {
  const reply = await session.call('downloadFile', { 'file-name': file.filename });
  if (sha256(reply.body) !== file.csum) throw damaged(`wrong checksum for file '${file.filename}'`);
  const bytes = decodeDataBlob(reply.body, maxBlobBytes);
  await sink(bytes);
  return { name: file.filename, logicalBytes: bytes.length, chunkCount: 0, downloadedBytes: reply.body.length };
}

/** Restores what `sinkFor` gives a sink for, by the server's file name; null leaves an archive out. */
export async function restore(
  options: ClientOptions,
  snapshot: SnapshotName,
  sinkFor: (fileName: string) => ArchiveSink | null,
): Promise<RestoreSummary> {
  const startedAtMs = performance.now();
  const session = await openSession('reader', endpointOf(options), options.repository, options.secret, snapshot);
  try {
    const reply = await session.call('downloadFile', { 'file-name': manifestName });
    const manifest = decodeManifest(reply.body);
    if (manifest === null) throw damaged('the manifest does not read');
    const archives: RestoredArchive[] = [];
    for (const file of manifest.files) {
      const sink = sinkFor(file.filename);
      if (sink === null) continue;
      const isBlob = file.filename.endsWith('.blob');
      archives.push(await (isBlob ? restoreBlob : restoreIndex)(session, file, sink));
    }
    return { archives, durationMs: performance.now() - startedAtMs };
  } finally {
    await session.close();
  }
}
