// In: the signs of a session, what it is taken for, and how much of it was cut into records. Out: how many chunks went which way
// and how long they are, with the reason to believe it; null where the session moves none.
import type { Bodies } from './bodies.js';
import type { SessionSigns } from './session-signs.js';
import type { ChunkEstimate, Confidence, KindEstimate } from './shape.js';

/** A record that the capture's end cut is no loss; more is, and below the second share the counts are of a part of the session. */
const wholeShare = 0.995;
const mostShare = 0.9;
/** A backup of known chunks sends index lists and blobs, a few KiB; a reader fetches an index. */
const minBulkBytes = 64 * 1024;
/** An index has 32 to 40 bytes a chunk: more than this beside the bodies means that requests were not recognised. */
const unexplainedFactor = 2;

interface Counted {
  readonly count: number;
  readonly confidence: Confidence;
  readonly because: string;
}

export function estimateChunks(
  signs: SessionSigns,
  { kind, confidence: kindConfidence }: KindEstimate,
  recordShare: number,
): ChunkEstimate | null {
  if (kind !== 'backup' && kind !== 'restore') return null;
  const bodies = kind === 'backup' ? signs.uploads : signs.downloads;
  const counted = kind === 'backup' ? countUploads(signs, bodies) : countDownloads(signs, bodies);
  const isWhole = recordShare >= wholeShare;
  const most = recordShare >= mostShare ? 'medium' : 'low';
  const percent = `${Math.floor(recordShare * 100)} %`;
  const { count } = counted;
  // Packets cut short: nothing could be counted, which is not the same as none.
  if (count === 0 && recordShare < mostShare) return null;
  const encodedBytes = count === 0 ? 0 : bodies.sizes.sum;
  return {
    direction: kind === 'backup' ? 'toServer' : 'toClient',
    count,
    encodedBytes,
    meanBytes: count === 0 ? null : encodedBytes / count,
    medianBytes: count === 0 ? null : bodies.sizes.median(),
    largestBytes: count === 0 ? null : bodies.sizes.largest,
    confidence: weaker(weaker(counted.confidence, kindConfidence), isWhole ? 'high' : most),
    because: isWhole
      ? counted.because
      : `${counted.because}; only ${percent} of the bytes of a direction are in whole records`,
  };
}

function countUploads(signs: SessionSigns, bodies: Bodies): Counted {
  const count = signs.chunkAnswerCount;
  const because = "answers of the length that PBS gives to a stored chunk, the digest's";
  if (count > 0) return { count, confidence: 'high', because };
  // The manifest and the index lists are bodies too; without an answer nothing tells them from chunks.
  const bulkCount = bodies.sizes.count;
  if (signs.bytes.toServer < minBulkBytes) {
    return { count: 0, confidence: 'high', because: 'no chunk was answered, and hardly a byte was sent' };
  }
  const runs = 'runs of full records with a tail, none of them answered as PBS answers a chunk';
  return { count: bulkCount, confidence: 'low', because: runs };
}

function countDownloads(signs: SessionSigns, bodies: Bodies): Counted {
  const count = signs.chunkRequestCount;
  const because = 'requests of the length of a GET with a digest';
  const explainedBytes = bodies.sizes.sum * unexplainedFactor + minBulkBytes;
  if (count > 0 && signs.bytes.toClient > explainedBytes) {
    return { count, confidence: 'low', because: `${because}, which explain few of the bytes that came` };
  }
  if (count > 0) return { count, confidence: 'high', because };
  if (signs.upgrade === 'reader') return { count, confidence: 'medium', because: `no ${because}` };
  return { count: bodies.sizes.count, confidence: 'low', because: 'runs of full records with a tail' };
}

const order: readonly Confidence[] = ['low', 'medium', 'high'];
const weaker = (one: Confidence, other: Confidence): Confidence =>
  order[Math.min(order.indexOf(one), order.indexOf(other))] ?? 'low';
