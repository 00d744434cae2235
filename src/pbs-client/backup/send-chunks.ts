// The sending half of the pipeline of protocol.md 4.9: chunk, digest, known or not, encode, send, queue. One body after another:
// a new request begins only when the HTTP/2 layer has taken the body before. In: chunks. Out: the queue of what waits for its
// reply, and counts as the official client prints them.
import { type Compress, encodeDataBlob, sha256 } from '../blob.js';
import type { RunningCall, Session } from '../connect/index.js';
import { IndexChecksum } from '../index-csum.js';
import { type ArchiveKind, archiveCalls } from './archive-calls.js';
import type { BoundedQueue } from './bounded-queue.js';
import { type Entry, ListMerger } from './merge-lists.js';

export interface ChunkPlan {
  readonly kind: ArchiveKind;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Digests of the previous snapshot's index of this archive; grows while uploading. */
  readonly known: Set<string>;
  readonly compress: Compress;
}

/** One new chunk, or a list of known ones, for which there is no call. */
export interface Queued {
  readonly entries: readonly Entry[];
  readonly call: RunningCall | null;
}

export interface SentChunks {
  readonly logicalBytes: number;
  /** Of new chunks, before and after encoding. */
  readonly uploadedBytes: number;
  readonly encodedBytes: number;
  readonly chunkCount: number;
  readonly knownCount: number;
  readonly csum: string;
}

export async function sendChunks(
  session: Session,
  plan: ChunkPlan,
  wid: number,
  queue: BoundedQueue<Queued>,
): Promise<SentChunks> {
  const csum = new IndexChecksum(plan.kind);
  const counts = { logicalBytes: 0, uploadedBytes: 0, encodedBytes: 0, chunkCount: 0, knownCount: 0 };
  const knownLists = new ListMerger();
  const passOn = async (entries: readonly Entry[] | null): Promise<void> => {
    if (entries !== null) await queue.put({ entries, call: null });
  };
  for await (const chunk of plan.chunks) {
    const entry = { digest: sha256(chunk), offsetBytes: counts.logicalBytes };
    counts.logicalBytes += chunk.length;
    counts.chunkCount += 1;
    csum.add(entry.digest, counts.logicalBytes);
    if (plan.known.has(entry.digest)) {
      counts.knownCount += 1;
      await passOn(knownLists.add([entry]));
      continue;
    }
    // From here on known, though its reply is not there yet: its append comes after the reply, and so does a repeat's.
    plan.known.add(entry.digest);
    await passOn(knownLists.flush());
    const bytes = encodeDataBlob(chunk, plan.compress);
    counts.uploadedBytes += chunk.length;
    counts.encodedBytes += bytes.length;
    const values = { digest: entry.digest, 'encoded-size': bytes.length, size: chunk.length, wid };
    const call = session.start(archiveCalls[plan.kind].chunk, values, {
      contentType: 'application/octet-stream',
      bytes,
    });
    await call.sent;
    await queue.put({ entries: [entry], call });
  }
  await passOn(knownLists.flush());
  queue.close();
  return { ...counts, csum: csum.digest() };
}
