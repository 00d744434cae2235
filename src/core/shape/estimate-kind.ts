// In: the signs of a session. Out: what it is taken for, how surely, and why.
import type { SessionSigns } from './session-signs.js';
import type { EachWay, KindEstimate } from './shape.js';

/** Less one way is a conversation, not a transfer. */
const bulkBytes = 256 * 1024;
/** A transfer goes one way: the other carries requests, acknowledgements and an index. */
const oneWayFactor = 8;

export function estimateKind(signs: SessionSigns, bytes: EachWay): KindEstimate {
  if (signs.upgrade === 'reader') {
    return { kind: 'restore', confidence: 'high', because: "an answer of the length of PBS's 101 to a reader" };
  }
  if (signs.upgrade === 'backup' && signs.looksLikeSpeedtest) {
    const because = 'a backup upgrade, then bulk data behind a head too short for a digest';
    return { kind: 'benchmark', confidence: 'medium', because };
  }
  if (signs.upgrade === 'backup') {
    return { kind: 'backup', confidence: 'high', because: "an answer of the length of PBS's 101 to a backup" };
  }
  return estimateByVolume(signs, bytes);
}

function estimateByVolume(signs: SessionSigns, { toServer, toClient }: EachWay): KindEstimate {
  const answers = signs.chunkAnswerCount;
  if (answers > 1 && toServer > toClient * oneWayFactor) {
    return { kind: 'backup', confidence: 'medium', because: 'bulk data answered as PBS answers chunks' };
  }
  const isUpload = toServer > bulkBytes && toServer > toClient * oneWayFactor;
  const isDownload = toClient > bulkBytes && toClient > toServer * oneWayFactor;
  const sign = signs.hasPreface ? 'the upgrade to HTTP/2 is there, and' : 'no upgrade was seen;';
  const confidence = signs.hasPreface ? 'medium' : 'low';
  if (isUpload) return { kind: 'backup', confidence, because: `${sign} nearly all bytes go to the server` };
  if (isDownload) return { kind: 'restore', confidence, because: `${sign} nearly all bytes come from the server` };
  if (signs.hasPreface) {
    return { kind: 'unknown', confidence: 'low', because: 'HTTP/2 began, and too little followed to tell for what' };
  }
  if (signs.requestRecordCount === 0) {
    return { kind: 'unknown', confidence: 'low', because: 'the client sent no data' };
  }
  return { kind: 'api', confidence: 'medium', because: 'short requests and answers, no upgrade, or a refused one' };
}
