// In: a classic capture file (libpcap), either byte order, micro- or nanoseconds. Out: its packets. Does not read the
// modified variants (AIX, Kuznetzov). draft-ietf-opsawg-pcap 4.
import type { ByteFeed } from '../byte-feed.js';
import { type CaptureRecord, type ContainerReader, maxRecordBytes } from './capture-record.js';

interface Flavour {
  readonly isLittleEndian: boolean;
  readonly fractionsPerMs: number;
}

/** The first four bytes of the file, read as a big-endian number. */
const flavours: Readonly<Record<number, Flavour>> = {
  2712847316: { isLittleEndian: false, fractionsPerMs: 1e3 },
  3569595041: { isLittleEndian: true, fractionsPerMs: 1e3 },
  2712812621: { isLittleEndian: false, fractionsPerMs: 1e6 },
  1295823521: { isLittleEndian: true, fractionsPerMs: 1e6 },
};

const fileHeaderBytes = 24;
const recordHeaderBytes = 16;

/** Without a view, which every packet would have to pay for. */
function read32(bytes: Uint8Array, at: number, isLittleEndian: boolean): number {
  const a = bytes[at] ?? 0;
  const b = bytes[at + 1] ?? 0;
  const c = bytes[at + 2] ?? 0;
  const d = bytes[at + 3] ?? 0;
  return (isLittleEndian ? (d << 24) | (c << 16) | (b << 8) | a : (a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

export const isPcapMagic = (magic: number): boolean => flavours[magic] !== undefined;

export class PcapReader implements ContainerReader {
  #flavour: Flavour | null = null;
  #linkType = 0;

  read(feed: ByteFeed): CaptureRecord | null {
    this.#flavour ??= this.#readFileHeader(feed);
    return this.#flavour === null ? null : this.#readPacket(feed, this.#flavour);
  }

  #readFileHeader(feed: ByteFeed): Flavour | null {
    const bytes = feed.take(fileHeaderBytes);
    if (bytes === null) return null;
    const flavour = flavours[read32(bytes, 0, false)] ?? null;
    // The upper half tells about frame check sequences, the lower is the link type.
    if (flavour !== null) this.#linkType = read32(bytes, 20, flavour.isLittleEndian) & 0xffff;
    return flavour;
  }

  #readPacket(feed: ByteFeed, flavour: Flavour): CaptureRecord | null {
    const head = feed.peek(recordHeaderBytes);
    if (head === null) return null;
    const { isLittleEndian } = flavour;
    const capturedBytes = read32(head, 8, isLittleEndian);
    if (capturedBytes > maxRecordBytes) {
      return { kind: 'damage', detail: `a packet of ${capturedBytes} bytes: the file is damaged here`, isFatal: true };
    }
    const seconds = read32(head, 0, isLittleEndian);
    const fractionMs = read32(head, 4, isLittleEndian) / flavour.fractionsPerMs;
    const wireBytes = Math.max(capturedBytes, read32(head, 12, isLittleEndian));
    const record = feed.take(recordHeaderBytes + capturedBytes);
    if (record === null) return null;
    return {
      kind: 'packet',
      time: { seconds, fractionMs },
      linkType: this.#linkType,
      bytes: record.subarray(recordHeaderBytes),
      wireBytes,
    };
  }
}
