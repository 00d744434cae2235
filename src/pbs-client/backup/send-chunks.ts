// The sending half of the pipeline of protocol.md 4.9: chunk, known or not, encode, send, queue. One body after another: a new
// request begins only when the HTTP/2 layer has taken the body before. In: chunks. Out: the queue of what waits for its reply,
// and counts as the official client prints them.
import type { RunningCall, Session } from '../connect/index.js';
import { type ArchiveKind, archiveCalls } from './archive-calls.js';
import type { BoundedQueue } from './bounded-queue.js';
import { ChunkCounter, type SentChunks } from './chunk-counter.js';
import { type Entry, ListMerger } from './merge-lists.js';
import type { SourceChunk } from './source-chunk.js';

export interface ChunkPlan {
  readonly kind: ArchiveKind;
  readonly chunks: AsyncIterable<SourceChunk> | Iterable<SourceChunk>;
  /** Digests of the previous snapshot's index of this archive; grows while uploading. */
  readonly known: Set<string>;
  /** Bytes of the archive that were read and dealt with so far. */
  readonly onProgress?: (addedBytes: number) => void;
}

/** One new chunk, or a list of known ones, for which there is no call. */
export interface Queued {
  readonly entries: readonly Entry[];
  readonly call: RunningCall | null;
}

export async function sendChunks(
  session: Session,
  plan: ChunkPlan,
  wid: number,
  queue: BoundedQueue<Queued>,
): Promise<SentChunks> {
  const counter = new ChunkCounter(plan.kind);
  const knownLists = new ListMerger();
  const passOn = async (entries: readonly Entry[] | null): Promise<void> => {
    if (entries !== null) await queue.put({ entries, call: null });
  };
  for await (const chunk of plan.chunks) {
    const entry = counter.add(chunk);
    plan.onProgress?.(chunk.sizeBytes);
    if (plan.known.has(chunk.digest)) {
      counter.noteKnown();
      await passOn(knownLists.add([entry]));
      continue;
    }
    // From here on known, though its reply is not there yet: its append comes after the reply, and so does a repeat's.
    plan.known.add(chunk.digest);
    await passOn(knownLists.flush());
    const call = startChunk(session, plan.kind, wid, chunk, counter);
    await call.sent;
    await queue.put({ entries: [entry], call });
  }
  await passOn(knownLists.flush());
  queue.close();
  return counter.finish();
}

/** The POST of one new chunk. */
export function startChunk(
  session: Session,
  kind: ArchiveKind,
  wid: number,
  chunk: SourceChunk,
  counter: ChunkCounter,
): RunningCall {
  const bytes = chunk.encode();
  counter.noteUploaded(chunk, bytes);
  const { digest, sizeBytes: size } = chunk;
  return session.start(
    archiveCalls[kind].chunk,
    { digest, 'encoded-size': bytes.length, size, wid },
    { contentType: 'application/octet-stream', bytes },
  );
}
