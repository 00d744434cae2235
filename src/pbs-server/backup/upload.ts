// Bodies of a backup: chunks and blobs (protocol.md 5.5, 4.2). In: announced sizes and the body as it comes.
// Out: stored bytes and a registered digest, or a refusal; one that comes before the body's end is sent at once.
import { join } from 'node:path';
import { fixedChunkSizeBytes } from '../../core/pbs/index.js';
import type { ReadBody, SessionCall } from '../api/index.js';
import { checkBlobFile, checkChunk } from '../datastore/index.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';
import { type BackupSession, recordFile, refuseUnlessActive } from './session.js';
import { addStatistic, emptyStatistic } from './statistic.js';
import { findWriter, type IndexWriter } from './writers.js';

export interface ChunkRequest {
  readonly wid: number;
  readonly digest: string;
  readonly sizeBytes: number;
  readonly encodedBytes: number;
}

/** The reply is the digest, whether the chunk was there or not: the client never learns it. */
export async function uploadChunk(
  session: BackupSession,
  kind: IndexWriter['kind'],
  request: ChunkRequest,
  readBody: ReadBody,
): Promise<Outcome<string>> {
  const { digest, sizeBytes, encodedBytes } = request;
  const body = await readBody(encodedBytes);
  if (isRefusal(body)) return body;
  if (body === 'too-large') return refuse('uploaded chunk is larger than announced.');
  if (body.length < encodedBytes) return refuse('uploaded chunk has unexpected size.');
  const blobKind = checkChunk(body, digest, sizeBytes);
  if (isRefusal(blobKind)) return blobKind;
  const inserted = await session.datastore.chunks.insert(digest, body, blobKind);
  if (isRefusal(inserted)) return inserted;
  if (!inserted.isDuplicate) session.newDigests.add(digest);
  return session.turns.take(async () => {
    const refusal = register(session, kind, request, inserted.storedBytes, inserted.isDuplicate ? 1 : 0);
    if (refusal === null) session.debug(`upload_chunk done: ${sizeBytes} bytes, ${digest}`);
    return refusal ?? digest;
  });
}

/** After the chunk was stored, as in PBS: a bad writer id costs the whole upload. */
function register(
  session: BackupSession,
  kind: IndexWriter['kind'],
  request: ChunkRequest,
  storedBytes: number,
  duplicateCount: number,
): Refusal | null {
  const inactive = refuseUnlessActive(session);
  if (inactive !== null) return inactive;
  const writer = findWriter(session, kind, request.wid);
  if (isRefusal(writer)) return writer;
  if (writer.isClosed) return refuse(`${kind} writer '${writer.name}' register chunk failed - already closed`);
  const misfit = writer.kind === 'fixed' ? countSmallChunk(writer, request.sizeBytes) : null;
  if (misfit !== null) return misfit;
  writer.statistic = addStatistic(writer.statistic, {
    count: 1,
    sizeBytes: request.sizeBytes,
    compressedBytes: storedBytes,
    duplicateCount,
  });
  session.knownChunks.set(request.digest, request.sizeBytes);
  return null;
}

function countSmallChunk(writer: IndexWriter & { kind: 'fixed' }, sizeBytes: number): Refusal | null {
  if (sizeBytes > fixedChunkSizeBytes) {
    return refuse(`fixed writer '${writer.name}' - got large chunk (${sizeBytes} > ${fixedChunkSizeBytes}`);
  }
  if (sizeBytes === fixedChunkSizeBytes) return null;
  writer.smallChunkCount += 1;
  if (writer.smallChunkCount <= 1) return null;
  return refuse(`fixed writer '${writer.wid}' - detected multiple end chunks (chunk size too small)`);
}

export async function uploadBlob(
  session: BackupSession,
  request: { readonly fileName: string; readonly encodedBytes: number },
  measureBody: SessionCall['measureBody'],
): Promise<Refusal | null> {
  const { fileName, encodedBytes } = request;
  if (!fileName.endsWith('.blob')) return refuse(`wrong blob file extension: '${fileName}'`);
  const measured = await measureBody(encodedBytes);
  if (isRefusal(measured)) return measured;
  const { lengthBytes, bytes: body } = measured;
  if (lengthBytes !== encodedBytes) {
    return refuse(`got blob with unexpected length (${encodedBytes} != ${lengthBytes})`);
  }
  const fault = checkBlobFile(body);
  if (fault !== null) return fault;
  return session.turns.take(async () => {
    // While a finish is under way or has failed, 4.1 still takes blobs; a finished snapshot is never touched.
    const inactive = session.state === 'finishing' ? null : refuseUnlessActive(session);
    if (inactive !== null) return inactive;
    await session.datastore.writeSnapshotFile(session.snapshot, fileName, body);
    recordFile(session, { ...emptyStatistic, sizeBytes: body.length });
    const path = join(session.datastore.snapshotFolder(session.snapshot), fileName);
    session.log(`add blob "${path}" (${body.length} bytes, comp: ${body.length})`);
    return null;
  });
}
