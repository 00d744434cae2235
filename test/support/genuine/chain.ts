// Captures that follow one another, played against one embedded server: what the client of a later one is given is not rebuilt from
// the capture but is what earlier ones left: indexes, manifests with their statistics, chunks. In: captures. Out: differences.
import { createHash } from 'node:crypto';
import { decodeBlob, manifestName } from '../../../src/core/pbs/index.js';
import type { Adapter } from './adapter.js';
import { type Comparison, compareReplies } from './compare.js';
import type { Exchange } from './conversation.js';
import { play } from './play.js';
import { type Recording, readRecording } from './recording.js';
import { readServerState } from './server-state.js';
import { withServer } from './with-server.js';

/** Of those in captures: some hundred bytes. */
const maxManifestBytes = 65_536;
/** Where an index keeps its UUID and the time of its making (protocol.md 7.4, 7.5). */
const ownFields = { start: 8, end: 32 };

export async function runChain(paths: readonly string[]): Promise<readonly Comparison[]> {
  const recordings = await Promise.all(paths.map(readRecording));
  const [first, path] = [recordings[0], paths[0]];
  if (first === undefined || path === undefined) return [];
  const { result } = await withServer(path, readServerState(first), async (address) => {
    const comparisons: Comparison[] = [];
    let adapter: Adapter | null = null;
    for (const recording of recordings) {
      const played = await play(recording, address, adapter);
      adapter = played.adapter;
      comparisons.push(compareReplies(recording, played, fileDescriber(recording, played.adapter)));
    }
    return comparisons;
  });
  return result;
}

/** Files as text, without what each server makes up for itself; `whose`: a recorded one is adapted. */
function fileDescriber(recording: Recording, adapter: Adapter) {
  return (exchange: Exchange, whose: 'genuine' | 'embedded'): string => {
    const { target, replyBody } = exchange;
    // Compressed by each server in its own way: to the letter is what they hold.
    if (target.endsWith(`=${manifestName}`)) {
      const content = decodeBlob(replyBody, maxManifestBytes);
      if (content === null) return 'no manifest';
      // Sent as it was recorded, sums of stand-ins or not: both sides are adapted, so both sides are equal.
      return adapter.adaptText(Buffer.from(content).toString('utf8'), exchange.connection);
    }
    if (/^\/(?:previous|download)\?.*\.[df]idx$/.test(target)) {
      const index = whose === 'genuine' ? adapter.adaptIndex(replyBody) : Buffer.from(replyBody);
      return digestOf(index.fill(0, ownFields.start, ownFields.end));
    }
    const isStandIn = recording.isEmptied && target.startsWith('/chunk');
    return isStandIn ? `${replyBody.length} bytes` : digestOf(replyBody);
  };
}

const digestOf = (bytes: Uint8Array): string =>
  `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('base64')}`;
