// The Go client's session (protocol.md 1.11): streams one chunk at a time, each reply awaited, images with 8 workers; all appends
// of an archive at its end, 128 entries each, an image's in the order of completion. It never asks for the previous manifest.
import { type IndexEntry, IndexFileParser } from '../../core/pbs/index.js';
import {
  ChunkCounter,
  createIndex,
  downloadPrevious,
  type Entry,
  formatAppend,
  type SourceChunk,
  startChunk,
  uploadBlob,
  type WrittenFile,
} from '../backup/index.js';
import { compressNothing, createCodec } from '../codec/index.js';
import type { Session } from '../connect/index.js';
import { withSession } from '../with-session.js';
import { archivesOf } from './archives-of-task.js';
import type { LoadArchive, LoadTask } from './load-plan.js';
import { knownChunksOf, makeChunks, type SyntheticArchive } from './synthetic-archive.js';

export const runLikeGo = (task: LoadTask): Promise<readonly LoadArchive[]> =>
  withSession(task.options, 'backup', task.snapshot, (session) => sendLikeGo(session, task));

const catalogName = 'catalog.pcat1.didx';
const catalogBytes = 500;
const imageWorkerCount = 8;
const appendCount = 128;

interface Writer {
  readonly archive: SyntheticArchive;
  readonly previous: readonly IndexEntry[];
  readonly wid: number;
}

export async function sendLikeGo(session: Session, task: LoadTask): Promise<readonly LoadArchive[]> {
  const { plan } = task;
  const kind = plan.archiveKind ?? 'stream';
  const extension = kind === 'stream' ? 'pxar.didx' : 'fidx';
  const nameOf = (index: number): string => `${index === 0 ? 'backup' : `backup-${index + 1}`}.${extension}`;
  const archives = archivesOf(task, kind, nameOf, task.snapshot.timeSeconds);
  const writers: Writer[] = [];
  const written: (LoadArchive & { readonly csum: string })[] = [];
  for (const [index, archive] of archives.entries()) {
    const previous = await readPreviousIndex(session, archive.name);
    const wid = await createIndex(session, archive.kind, archive.name, archive.sizeBytes);
    if (index === 0 && kind === 'stream') writers.push(await openCatalog(session, archive));
    written.push(await sendArchive(session, { archive, previous, wid }, task.onProgress));
  }
  for (const writer of writers) written.push(await sendArchive(session, writer, () => undefined));
  await sendManifest(
    session,
    task,
    written.map(({ name, logicalBytes, csum }) => ({ filename: name, sizeBytes: logicalBytes, csum })),
  );
  await session.call('finish');
  return written.map(({ csum: _csum, ...archive }) => archive);
}

async function openCatalog(session: Session, first: SyntheticArchive): Promise<Writer> {
  const archive = { ...first, name: catalogName, sizeBytes: catalogBytes, dedupShare: 0 };
  return { archive, previous: [], wid: await createIndex(session, 'dynamic', catalogName, null) };
}

/** Straight from the server, whatever a manifest says of it. */
async function readPreviousIndex(session: Session, name: string): Promise<readonly IndexEntry[]> {
  const bytes = await downloadPrevious(session, name);
  if (bytes === null) return [];
  const parser = new IndexFileParser();
  const entries = parser.feed(bytes);
  return parser.end() === null ? entries : [];
}

async function sendArchive(
  session: Session,
  { archive, previous, wid }: Writer,
  onProgress: (addedBytes: number) => void,
) {
  const { kind, name } = archive;
  const known = new Set(previous.map((entry) => entry.digest));
  const counter = new ChunkCounter(kind);
  const chunks = makeChunks(archive, knownChunksOf(previous));
  const entries: Entry[] = [];
  const work = async (): Promise<void> => {
    // One iterator for all workers: each takes the next chunk when it is free.
    for (let next = chunks.next(); next.done !== true; next = chunks.next()) {
      entries.push(await sendChunk(session, kind, wid, next.value, known, counter));
      onProgress(next.value.sizeBytes);
    }
  };
  await Promise.all(Array.from({ length: kind === 'fixed' ? imageWorkerCount : 1 }, work));
  for (let at = 0; at < entries.length; at += appendCount) {
    const bytes = Buffer.from(formatAppend(entries.slice(at, at + appendCount), wid));
    const call = kind === 'fixed' ? 'appendFixedIndex' : 'appendDynamicIndex';
    await session.call(call, {}, { contentType: 'application/json', bytes });
  }
  const counts = counter.finish();
  const close = { 'chunk-count': counts.chunkCount, csum: counts.csum, size: counts.logicalBytes, wid };
  await session.call(kind === 'fixed' ? 'closeFixedIndex' : 'closeDynamicIndex', close);
  return { name, ...counts };
}

async function sendChunk(
  session: Session,
  kind: SyntheticArchive['kind'],
  wid: number,
  chunk: SourceChunk,
  known: Set<string>,
  counter: ChunkCounter,
): Promise<Entry> {
  const entry = counter.add(chunk);
  if (known.has(chunk.digest)) counter.noteKnown();
  else {
    known.add(chunk.digest);
    await startChunk(session, kind, wid, chunk, counter).replied;
  }
  return entry;
}

/** Compact, uncompressed. Its checksums are right here, though the Go client leaves those of blobs empty. */
async function sendManifest(session: Session, { snapshot }: LoadTask, files: readonly WrittenFile[]): Promise<void> {
  const document = {
    'backup-id': snapshot.id,
    'backup-time': snapshot.timeSeconds,
    'backup-type': snapshot.type,
    files: files.map(({ filename, sizeBytes, csum }) => ({ 'crypt-mode': 'none', csum, filename, size: sizeBytes })),
    signature: null,
    unprotected: { chunk_upload_stats: { compressed_size: 0, count: 0, duplicates: 0, size: 0 } },
  };
  await uploadBlob(
    session,
    'index.json.blob',
    Buffer.from(JSON.stringify(document)),
    createCodec(compressNothing, null),
  );
}
