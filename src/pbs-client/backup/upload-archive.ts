// One archive to the server, with the pipeline of the official client (protocol.md 4.9): one task sends bodies one after another,
// a queue of 64 holds what waits for its reply, replies are taken in order, appends are awaited before the next entry is
// looked at. In: chunks and what is known. Out: counts as that client prints them.

import { encodeDataBlob, sha256 } from '../blob.js';
import type { RunningCall, Session } from '../connect/index.js';
import { IndexChecksum } from '../index-csum.js';
import { BoundedQueue } from './bounded-queue.js';
import { type Entry, ListMerger } from './merge-lists.js';

export interface ArchivePlan {
  /** With the server's extension: `disk.img.fidx`, `root.pxar.didx`. */
  readonly name: string;
  readonly kind: 'dynamic' | 'fixed';
  /** Fixed only: size of the image. */
  readonly sizeBytes: number | null;
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Digests of the previous snapshot's index of this name; grows while uploading. */
  readonly known: Set<string>;
}

export interface UploadedArchive {
  readonly name: string;
  readonly logicalBytes: number;
  readonly uploadedBytes: number;
  readonly encodedBytes: number;
  readonly chunkCount: number;
  readonly knownCount: number;
  readonly csum: string;
}

/** Entries that wait for their replies, besides the one awaited and the one that waits to get in: 66 in all. */
const queueLimit = 64;

interface Queued {
  readonly entries: readonly Entry[];
  readonly call: RunningCall | null;
}

const names = {
  dynamic: {
    create: 'createDynamicIndex',
    chunk: 'uploadDynamicChunk',
    append: 'appendDynamicIndex',
    close: 'closeDynamicIndex',
  },
  fixed: {
    create: 'createFixedIndex',
    chunk: 'uploadFixedChunk',
    append: 'appendFixedIndex',
    close: 'closeFixedIndex',
  },
} as const;

export async function uploadArchive(session: Session, plan: ArchivePlan): Promise<UploadedArchive> {
  const calls = names[plan.kind];
  const created = await session.call(calls.create, { 'archive-name': plan.name, size: plan.sizeBytes ?? undefined });
  const wid = Number((JSON.parse(created.body.toString('utf8')) as { data: number }).data);
  const csum = new IndexChecksum(plan.kind);
  const queue = new BoundedQueue<Queued>(queueLimit);
  const counts = { logicalBytes: 0, uploadedBytes: 0, encodedBytes: 0, chunkCount: 0, knownCount: 0 };

  async function send(): Promise<void> {
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
      plan.known.add(entry.digest);
      await passOn(knownLists.flush());
      const bytes = encodeDataBlob(chunk);
      counts.uploadedBytes += chunk.length;
      counts.encodedBytes += bytes.length;
      const call = session.start(
        calls.chunk,
        { digest: entry.digest, 'encoded-size': bytes.length, size: chunk.length, wid },
        { contentType: 'application/octet-stream', bytes },
      );
      await call.sent;
      await queue.put({ entries: [entry], call });
    }
    await passOn(knownLists.flush());
    queue.close();
  }

  async function collect(): Promise<void> {
    const lists = new ListMerger();
    const append = async (entries: readonly Entry[] | null): Promise<void> => {
      if (entries === null) return;
      const body = {
        'digest-list': entries.map((entry) => entry.digest),
        'offset-list': entries.map((entry) => entry.offsetBytes),
        wid,
      };
      await session.call(
        calls.append,
        {},
        { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) },
      );
    };
    for (let item = await queue.take(); item !== null; item = await queue.take()) {
      if (item.call !== null) await item.call.replied;
      await append(lists.add(item.entries));
    }
    await append(lists.flush());
  }

  const failBoth = (error: unknown): never => {
    queue.fail(error);
    throw error;
  };
  await Promise.all([send().catch(failBoth), collect().catch(failBoth)]);
  const digest = csum.digest();
  await session.call(calls.close, { 'chunk-count': counts.chunkCount, csum: digest, size: counts.logicalBytes, wid });
  return { name: plan.name, ...counts, csum: digest };
}
