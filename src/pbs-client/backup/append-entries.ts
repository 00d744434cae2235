// The receiving half of the pipeline of protocol.md 4.9: replies are taken in the order of sending, whatever order the server
// answers in; entries are appended in joined lists, each append awaited before the next reply is looked at.
// In: the queue of the sending half, and after how many entries an append goes out. Out: appends.
import type { Session } from '../connect/index.js';
import { type ArchiveKind, archiveCalls } from './archive-calls.js';
import type { BoundedQueue } from './bounded-queue.js';
import { type Entry, ListMerger } from './merge-lists.js';
import type { Queued } from './send-chunks.js';

export async function appendEntries(
  session: Session,
  kind: ArchiveKind,
  wid: number,
  queue: BoundedQueue<Queued>,
  appendCount?: number,
): Promise<void> {
  const lists = new ListMerger(appendCount);
  const append = async (entries: readonly Entry[] | null): Promise<void> => {
    if (entries === null) return;
    await session.call(
      archiveCalls[kind].append,
      {},
      { contentType: 'application/json', bytes: Buffer.from(formatAppend(entries, wid)) },
    );
  };
  for (let item = await queue.take(); item !== null; item = await queue.take()) {
    if (item.call !== null) await item.call.replied;
    await append(lists.add(item.entries));
  }
  await append(lists.flush());
}

/** Keys in the official client's order. */
export function formatAppend(entries: readonly Entry[], wid: number): string {
  return JSON.stringify({
    'digest-list': entries.map((entry) => entry.digest),
    'offset-list': entries.map((entry) => entry.offsetBytes),
    wid,
  });
}
