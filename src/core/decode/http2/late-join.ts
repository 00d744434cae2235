// A direction that is joined in its middle: where does a frame begin? In: bytes. Out: the bytes from the first frame head on that can be
// trusted. A head at the very first byte is believed (captures often begin between two records); elsewhere one head must lead to
// another. Depends on the bytes alone: the first head that is led to wins, however the bytes were cut.
import { ByteBuffer } from '../bytes/index.js';
import { frameTypes } from './names.js';

const headBytes = 9;
/** Frames of PBS have up to 4 MiB; what announces more is payload that looks like a head. */
const maxPlausibleBytes = 4 * 1024 * 1024 + 256;
/** Connections with more streams than this exist nowhere; payload that looks like a head mostly announces more. */
const maxPlausibleStream = 0xffffff;
/** A frame up to this size is decoded itself once it has led to the next; of a larger one only what follows. */
const maxKeptBytes = 64 * 1024;
/** Payload seldom looks like a head. Beyond this the oldest candidate is let go. */
const maxCandidates = 1000;

export class LateJoin {
  /** The end of what was seen: enough to begin at a candidate that is kept. */
  readonly #bytes = new ByteBuffer();
  /** Position of the first byte of `#bytes` in the direction. */
  #startAt = 0;
  #scannedBytes = 0;
  /** Where a candidate's successor would begin → where the candidate itself begins. */
  readonly #candidates = new Map<number, number>();

  /** Null while no frame was found; then everything from its head on, once. */
  feed(bytes: Uint8Array): Uint8Array | null {
    this.#bytes.append(bytes);
    const all = this.#bytes.view();
    const endAt = this.#startAt + all.length - headBytes;
    for (; this.#scannedBytes <= endAt; this.#scannedBytes += 1) {
      const at = this.#scannedBytes;
      const length = plausibleLength(all, at - this.#startAt);
      const leaderAt = this.#candidates.get(at);
      if (leaderAt !== undefined) this.#candidates.delete(at);
      if (length === null) continue;
      if (at === 0) return all.slice();
      if (leaderAt !== undefined) return all.slice((at - leaderAt > maxKeptBytes ? at : leaderAt) - this.#startAt);
      this.#addCandidate(at + headBytes + length, at);
    }
    this.#forget(all);
    return null;
  }

  #addCandidate(nextAt: number, at: number): void {
    if (this.#candidates.has(nextAt)) return;
    this.#candidates.set(nextAt, at);
    if (this.#candidates.size > maxCandidates) this.#candidates.delete(this.#candidates.keys().next().value ?? 0);
  }

  #forget(all: Uint8Array): void {
    const kept = maxKeptBytes + headBytes;
    // Twice as much, so that small pieces do not make a copy each.
    if (all.length <= 2 * kept) return;
    const rest = all.slice(all.length - kept);
    this.#startAt += all.length - rest.length;
    this.#bytes.clear();
    this.#bytes.append(rest);
  }
}

/** Payload length of a plausible head at `at`; null when it is none. */
function plausibleLength(bytes: Uint8Array, at: number): number | null {
  const byte = (index: number): number => bytes[at + index] as number;
  const length = (byte(0) << 16) | (byte(1) << 8) | byte(2);
  const type = byte(3);
  if (type > frameTypes.continuation || length > maxPlausibleBytes) return null;
  const stream = ((byte(5) << 24) | (byte(6) << 16) | (byte(7) << 8) | byte(8)) >>> 0;
  if (stream > maxPlausibleStream) return null;
  const isOnStream = stream % 2 === 1;
  const flagBits = byte(4);
  switch (type) {
    case frameTypes.data:
      return isOnStream && (flagBits & ~0x09) === 0 ? length : null;
    case frameTypes.headers:
      return isOnStream && (flagBits & ~0x2d) === 0 && length > 0 ? length : null;
    case frameTypes.resetStream:
      return isOnStream && flagBits === 0 && length === 4 ? length : null;
    case frameTypes.settings:
      return stream === 0 && flagBits <= 1 && length % 6 === 0 && length <= 120 ? length : null;
    case frameTypes.ping:
      return stream === 0 && flagBits <= 1 && length === 8 ? length : null;
    case frameTypes.goAway:
      return stream === 0 && length >= 8 && length < 1024 ? length : null;
    case frameTypes.windowUpdate:
      return (stream === 0 || isOnStream) && flagBits === 0 && length === 4 ? length : null;
    default:
      return null;
  }
}
