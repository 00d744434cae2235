// In: the content length of a record from the server. Out: how many answers to chunk uploads it holds. PBS answers each stored
// chunk with its digest and nothing else with so many bytes, so the count is exact while lengths add up. protocol.md 5.7, 1.9.

const frameHeadBytes = 9;
/** `{"data":"<64 hex digits>"}` in a DATA frame. */
const digestFrameBytes = frameHeadBytes + 75;
/** `{"data":null}`: what appends, closes, blobs and `finish` get. */
const nullFrameBytes = frameHeadBytes + 13;
/** HEADERS of a 200 whose fields HPACK knows by now: an index each, and the length of the body. */
const headFrameBytes = frameHeadBytes + 8;
/** The first of a kind spells its fields out. */
const firstHeadFrameBytes = headFrameBytes + 23;
const windowUpdateFrameBytes = frameHeadBytes + 4;

const digestAnswerBytes = headFrameBytes + digestFrameBytes;
const nullAnswerBytes = headFrameBytes + nullFrameBytes;
/** Beside whole answers: a body whose head came before, a head whose body comes after, first heads, a window update. */
const seams: readonly number[] = [
  0,
  -headFrameBytes,
  headFrameBytes,
  firstHeadFrameBytes - headFrameBytes,
  windowUpdateFrameBytes,
];
/** Other answers that share a record with chunk answers; more would explain almost any length. */
const maxOtherAnswers = 3;

/** 0 where the length does not add up. */
export function countChunkAnswers(contentBytes: number): number {
  // Bodies whose heads all came before.
  if (contentBytes > 0 && contentBytes % digestFrameBytes === 0) return contentBytes / digestFrameBytes;
  for (let otherCount = 0; otherCount <= maxOtherAnswers; otherCount++) {
    for (const seam of seams) {
      const rest = contentBytes - otherCount * nullAnswerBytes - seam;
      if (rest >= digestAnswerBytes && rest % digestAnswerBytes === 0) return rest / digestAnswerBytes;
    }
  }
  return 0;
}
