// In: the HTTP/2 bytes of both directions of one connection. Out: the same bytes with the content of chunks zero-filled; what
// the analysis reads stays: heads, JSON, index files, blobs, and the first 12 bytes of a chunk (its blob header).
import { HpackDecoder } from '../../src/core/decode/index.js';
import type { Direction } from '../../src/core/wire/index.js';

const frameHeaderBytes = 9;
const frameType = { data: 0, headers: 1, continuation: 9 } as const;
const flag = { endHeaders: 0x4, padded: 0x8, priority: 0x20 } as const;
/** Magic and CRC of a DataBlob: what is needed to tell its kind (protocol.md 7.2). */
const keptBytes = 12;
/** Bodies that are content: chunks either way, and the benchmark's. */
const contentPath = /^\/*(?:api2\/json\/(?:backup|reader)\/)?(?:dynamic_chunk|fixed_chunk|chunk|speedtest)(?:\?|$)/;

interface Walk {
  readonly header: Buffer;
  headerBytes: number;
  remainingBytes: number;
  /** Header block of HEADERS and CONTINUATION. */
  block: Buffer[];
}

const startWalk = (): Walk => ({
  header: Buffer.alloc(frameHeaderBytes),
  headerBytes: 0,
  remainingBytes: 0,
  block: [],
});

export class PayloadEraser {
  readonly #walks: Record<Direction, Walk> = { toServer: startWalk(), toClient: startWalk() };
  readonly #hpack = new HpackDecoder();
  readonly #contentStreams = new Set<number>();
  readonly #uploadStreams = new Set<number>();
  /** Bytes of a content body that went by, by direction and stream. */
  readonly #bodyBytes = new Map<string, number>();

  /** Writes over the bytes in place. */
  erase(direction: Direction, bytes: Buffer): void {
    const walk = this.#walks[direction];
    let at = 0;
    while (at < bytes.length) {
      if (walk.headerBytes < frameHeaderBytes) {
        const taken = bytes.copy(walk.header, walk.headerBytes, at, at + frameHeaderBytes - walk.headerBytes);
        walk.headerBytes += taken;
        walk.remainingBytes = walk.header.readUIntBE(0, 3);
        at += taken;
      } else {
        const part = bytes.subarray(at, at + walk.remainingBytes);
        this.#readPayload(direction, walk, part);
        walk.remainingBytes -= part.length;
        at += part.length;
      }
      if (walk.headerBytes === frameHeaderBytes && walk.remainingBytes === 0) this.#endFrame(direction, walk);
    }
  }

  #readPayload(direction: Direction, walk: Walk, part: Buffer): void {
    const type = walk.header[3];
    const flags = walk.header[4] ?? 0;
    if (type === frameType.headers || type === frameType.continuation) walk.block.push(Buffer.from(part));
    const stream = walk.header.readUInt32BE(5) & 0x7fffffff;
    if (type !== frameType.data || (flags & flag.padded) !== 0 || !this.#contentStreams.has(stream)) return;
    const key = `${direction} ${stream}`;
    const before = this.#bodyBytes.get(key) ?? 0;
    this.#bodyBytes.set(key, before + part.length);
    // A short reply to a chunk is an error text or null: it stays.
    const isReplyToUpload = direction === 'toClient' && this.#uploadStreams.has(stream);
    if (!isReplyToUpload) part.fill(0, Math.max(0, keptBytes - before));
  }

  #endFrame(direction: Direction, walk: Walk): void {
    const type = walk.header[3];
    const isBlock = type === frameType.headers || type === frameType.continuation;
    if (isBlock && ((walk.header[4] ?? 0) & flag.endHeaders) !== 0) {
      if (direction === 'toServer') this.#learnRequest(walk);
      walk.block = [];
    }
    walk.headerBytes = 0;
  }

  #learnRequest(walk: Walk): void {
    const flags = walk.header[3] === frameType.headers ? (walk.header[4] ?? 0) : 0;
    const whole = Buffer.concat(walk.block);
    const skipped = ((flags & flag.padded) === 0 ? 0 : 1) + ((flags & flag.priority) === 0 ? 0 : 5);
    const fields = new Map(this.#hpack.decode(whole.subarray(skipped)).fields);
    const stream = walk.header.readUInt32BE(5) & 0x7fffffff;
    if (!contentPath.test(fields.get(':path') ?? '')) return;
    this.#contentStreams.add(stream);
    if (fields.get(':method') === 'POST') this.#uploadStreams.add(stream);
  }
}
