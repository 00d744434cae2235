// A direction that is joined in its middle: where does a frame begin? In: bytes. Out: the bytes from the first frame head on that can be
// trusted. A head at the very first byte is believed (captures often begin between two records); elsewhere two heads must follow each
// other. Depends on the bytes alone, not on their cuts.
import { ByteBuffer } from '../bytes/index.js';
import { frameTypes } from './names.js';

const headBytes = 9;
/** Frames of PBS have up to 4 MiB; what announces more is payload that looks like a head. */
const maxPlausibleBytes = 4 * 1024 * 1024 + 256;
/** Connections with more streams than this exist nowhere; payload that looks like a head mostly announces more. */
const maxPlausibleStream = 0xffffff;
/** Searched at a time; a head can lie behind a DATA frame of 4 MiB. */
const maxKeptBytes = 8 * 1024 * 1024;
/** Payload seldom looks like a head; text of zeros does, all the time. */
const maxCandidates = 10_000;

/** Payload length of a plausible head at `at`; null when it is none, or not whole. */
function plausibleLength(bytes: Uint8Array, at: number): number | null {
  if (at + headBytes > bytes.length) return null;
  const byte = (index: number): number => bytes[at + index] as number;
  const length = (byte(0) << 16) | (byte(1) << 8) | byte(2);
  const stream = ((byte(5) << 24) | (byte(6) << 16) | (byte(7) << 8) | byte(8)) >>> 0;
  if (length > maxPlausibleBytes || stream > maxPlausibleStream) return null;
  const isOnStream = stream % 2 === 1;
  switch (byte(3)) {
    case frameTypes.data:
      return isOnStream && (byte(4) & ~0x09) === 0 ? length : null;
    case frameTypes.headers:
      return isOnStream && (byte(4) & ~0x2d) === 0 && length > 0 ? length : null;
    case frameTypes.resetStream:
      return isOnStream && byte(4) === 0 && length === 4 ? length : null;
    case frameTypes.settings:
      return stream === 0 && byte(4) <= 1 && length % 6 === 0 && length <= 120 ? length : null;
    case frameTypes.ping:
      return stream === 0 && byte(4) <= 1 && length === 8 ? length : null;
    case frameTypes.goAway:
      return stream === 0 && length >= 8 && length < 1024 ? length : null;
    case frameTypes.windowUpdate:
      return (stream === 0 || isOnStream) && byte(4) === 0 && length === 4 ? length : null;
    default:
      return null;
  }
}

interface Candidate {
  readonly at: number;
  /** Where the next head would begin. */
  readonly nextAt: number;
}

export class LateJoin {
  readonly #bytes = new ByteBuffer();
  /** Heads whose successor has not come yet. */
  #candidates: Candidate[] = [];
  #scannedBytes = 0;
  #isRestarted = false;

  /** Null while no frame was found; then everything from its head on, once. */
  feed(bytes: Uint8Array): Uint8Array | null {
    this.#bytes.append(bytes);
    const all = this.#bytes.view();
    if (all.length < headBytes) return null;
    if (this.#scannedBytes === 0 && !this.#isRestarted && plausibleLength(all, 0) !== null) return all.slice();
    for (; this.#scannedBytes + headBytes <= all.length; this.#scannedBytes += 1) {
      const length = plausibleLength(all, this.#scannedBytes);
      if (length !== null)
        this.#candidates.push({ at: this.#scannedBytes, nextAt: this.#scannedBytes + headBytes + length });
    }
    const waiting: Candidate[] = [];
    for (const candidate of this.#candidates) {
      if (candidate.nextAt + headBytes > all.length) waiting.push(candidate);
      else if (plausibleLength(all, candidate.nextAt) !== null) return all.slice(candidate.at);
    }
    this.#candidates = waiting.slice(-maxCandidates);
    this.#forgetOldest(all);
    return null;
  }

  #forgetOldest(all: Uint8Array): void {
    if (all.length <= maxKeptBytes) return;
    const rest = all.slice(all.length - headBytes + 1);
    this.#bytes.clear();
    this.#bytes.append(rest);
    this.#candidates = [];
    this.#scannedBytes = 0;
    this.#isRestarted = true;
  }
}
