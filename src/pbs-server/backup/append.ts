// PUT of an index: digests with their offsets into a writer (protocol.md 5.3). In: two lists. Out: null, or a refusal.
// Entries before the failing one stay applied, as in PBS: the good part is written before the refusal goes out.
import { fixedChunkSizeBytes } from '../../core/pbs/index.js';
import type { DynamicEntry, FixedEntry } from '../datastore/index.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';
import { type BackupSession, refuseUnlessActive } from './session.js';
import { type DynamicWriter, type FixedWriter, findWriter, type IndexWriter } from './writers.js';

export interface AppendRequest {
  readonly wid: number;
  readonly digests: readonly string[];
  /** Start offsets of the chunks in the archive. */
  readonly offsets: readonly number[];
}

export function appendToIndex(
  session: BackupSession,
  kind: IndexWriter['kind'],
  request: AppendRequest,
): Promise<Refusal | null> {
  const { wid, digests, offsets } = request;
  return session.turns.take(async () => {
    if (offsets.length !== digests.length) {
      return refuse(`offset list has wrong length (${offsets.length} != ${digests.length})`);
    }
    session.debug(`${kind}_append ${digests.length} chunks`);
    const batch = new Batch();
    const refusal = collect(session, kind, request, batch);
    const writer = session.writers.get(wid);
    if (writer?.kind === 'dynamic' && batch.dynamic.length > 0) await writer.index.append(batch.dynamic);
    if (writer?.kind === 'fixed' && batch.fixed.length > 0) await writer.index.set(batch.fixed);
    return refusal;
  });
}

/** Entries that passed their checks and wait for one write. */
class Batch {
  readonly dynamic: DynamicEntry[] = [];
  readonly fixed: FixedEntry[] = [];
}

function collect(
  session: BackupSession,
  kind: IndexWriter['kind'],
  request: AppendRequest,
  batch: Batch,
): Refusal | null {
  for (const [index, digest] of request.digests.entries()) {
    const offsetBytes = request.offsets[index] ?? 0;
    const sizeBytes = session.knownChunks.get(digest);
    if (sizeBytes === undefined) return refuse(`no such chunk ${digest}`);
    const inactive = refuseUnlessActive(session);
    if (inactive !== null) return inactive;
    const writer = findWriter(session, kind, request.wid);
    if (isRefusal(writer)) return writer;
    if (writer.isClosed) return refuse(`${kind} writer '${writer.name}' append chunk failed - already closed`);
    const refusal =
      writer.kind === 'dynamic'
        ? appendDynamic(writer, digest, offsetBytes, sizeBytes, batch)
        : appendFixed(writer, digest, offsetBytes, sizeBytes, batch);
    if (refusal !== null) return refusal;
    session.debug(
      `successfully added chunk ${digest} to ${kind} index ${writer.wid} (offset ${offsetBytes}, size ${sizeBytes})`,
    );
  }
  return null;
}

/** A stream grows strictly in order; the index stores where each chunk ends. */
function appendDynamic(
  writer: DynamicWriter,
  digest: string,
  offsetBytes: number,
  sizeBytes: number,
  batch: Batch,
): Refusal | null {
  if (writer.offsetBytes !== offsetBytes) {
    const offsets = `(${writer.offsetBytes} != ${offsetBytes})`;
    return refuse(`dynamic writer '${writer.name}' append chunk failed - got strange chunk offset ${offsets}`);
  }
  writer.offsetBytes += sizeBytes;
  writer.chunkCount += 1;
  batch.dynamic.push({ digest, endBytes: writer.offsetBytes });
  return null;
}

/** An image may be filled in any order, and over again; each entry counts. */
function appendFixed(
  writer: FixedWriter,
  digest: string,
  offsetBytes: number,
  sizeBytes: number,
  batch: Batch,
): Refusal | null {
  const entryIndex = checkAlignment(writer.sizeBytes, offsetBytes + sizeBytes, sizeBytes);
  if (isRefusal(entryIndex)) return entryIndex;
  writer.chunkCount += 1;
  batch.fixed.push({ entryIndex, digest });
  return null;
}

/** Number of the entry that a chunk ending at `endBytes` fills. The unbalanced parentheses are PBS's. */
function checkAlignment(imageBytes: number, endBytes: number, sizeBytes: number): Outcome<number> {
  if (endBytes < sizeBytes) return refuse(`got chunk with small offset (${endBytes} < ${sizeBytes}`);
  if (endBytes > imageBytes) return refuse(`chunk data exceeds size (${endBytes} >= ${imageBytes})`);
  const isLast = endBytes === imageBytes;
  if ((!isLast && sizeBytes !== fixedChunkSizeBytes) || sizeBytes > fixedChunkSizeBytes || sizeBytes === 0) {
    return refuse(`chunk with unexpected length (${sizeBytes} != ${fixedChunkSizeBytes}`);
  }
  const startBytes = endBytes - sizeBytes;
  if (startBytes % fixedChunkSizeBytes !== 0) return refuse(`got unaligned chunk (pos = ${startBytes})`);
  return startBytes / fixedChunkSizeBytes;
}
