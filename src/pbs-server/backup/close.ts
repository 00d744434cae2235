// Close of an index: counts, size and csum must agree with what the client says (protocol.md 5.6).
// In: a writer's number and the client's sums. Out: null with the archive in place, or a refusal.
import { isRefusal, type Refusal, refuse } from '../refusal.js';
import { type BackupSession, recordFile, refuseUnlessActive } from './session.js';
import { describeUpload } from './statistic.js';
import { findWriter, type IndexWriter } from './writers.js';

export interface CloseRequest {
  readonly wid: number;
  readonly chunkCount: number;
  readonly sizeBytes: number;
  readonly csum: string;
}

export function closeIndex(
  session: BackupSession,
  kind: IndexWriter['kind'],
  request: CloseRequest,
): Promise<Refusal | null> {
  return session.turns.take(async () => {
    const inactive = refuseUnlessActive(session);
    if (inactive !== null) return inactive;
    const writer = findWriter(session, kind, request.wid);
    if (isRefusal(writer)) return writer;
    const failed = (text: string): Refusal => refuse(`${kind} writer '${writer.name}' close failed - ${text}`);
    if (writer.isClosed) return failed('already closed');
    const losesWriter = session.personality.removesWriter === 'before-checks';
    if (losesWriter) session.writers.delete(writer.wid);

    const fault = checkSums(writer, request);
    if (fault !== null) {
      if (losesWriter) await writer.index.abandon();
      return failed(fault);
    }
    writer.isClosed = true;
    const csum = await writer.index.close();
    if (csum !== request.csum) return failed('got unexpected checksum');

    session.writers.delete(writer.wid);
    recordFile(session, writer.statistic);
    const archive = { ...request, name: writer.name, uuid: writer.index.uuid, csum, statistic: writer.statistic };
    for (const line of describeUpload(archive)) session.log(line);
    session.log(`successfully closed ${kind} index ${writer.wid}`);
    return null;
  });
}

function checkSums(writer: IndexWriter, request: CloseRequest): string | null {
  const { chunkCount, sizeBytes } = request;
  if (writer.kind === 'dynamic') {
    if (writer.chunkCount !== chunkCount) return `unexpected chunk count (${writer.chunkCount} != ${chunkCount})`;
    return writer.offsetBytes === sizeBytes ? null : `unexpected file size (${writer.offsetBytes} != ${sizeBytes})`;
  }
  if (writer.chunkCount !== chunkCount) return `received wrong number of chunk (${writer.chunkCount} != ${chunkCount})`;
  if (writer.isIncremental) return null; // counts only what was written in this session
  const { entryCount } = writer.index;
  if (chunkCount !== entryCount) return `unexpected chunk count (${entryCount} != ${chunkCount})`;
  return writer.sizeBytes === sizeBytes ? null : `unexpected file size (${writer.sizeBytes} != ${sizeBytes})`;
}
