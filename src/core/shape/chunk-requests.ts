// In: the content length of a record from a reader's client. Out: how many `GET chunk?digest=…` it holds: once HPACK knows the
// other fields, each is a frame head and a path with 64 hex digits in Huffman code, 70 to 74 bytes. protocol.md 6.2, RFC 7541 B.

/** Digits take 5 or 6 bits each, so the mean is narrow. */
const meanRequestBytes = 71.8;
/** Three standard deviations of 64 random digits, in bytes; the sum of several grows with the root of their number. */
const deviationBytes = 1.6;

/** 0 where the length does not fit. */
export function countChunkRequests(contentBytes: number): number {
  const count = Math.round(contentBytes / meanRequestBytes);
  return count > 0 && Math.abs(contentBytes - count * meanRequestBytes) <= deviationBytes * Math.sqrt(count)
    ? count
    : 0;
}
