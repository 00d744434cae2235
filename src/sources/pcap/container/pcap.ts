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

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

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
    const view = viewOf(bytes);
    const flavour = flavours[view.getUint32(0)] ?? null;
    // The upper half tells about frame check sequences, the lower is the link type.
    if (flavour !== null) this.#linkType = view.getUint32(20, flavour.isLittleEndian) & 0xffff;
    return flavour;
  }

  #readPacket(feed: ByteFeed, flavour: Flavour): CaptureRecord | null {
    const head = feed.peek(recordHeaderBytes);
    if (head === null) return null;
    const view = viewOf(head);
    const capturedBytes = view.getUint32(8, flavour.isLittleEndian);
    if (capturedBytes > maxRecordBytes) {
      return { kind: 'damage', detail: `a packet of ${capturedBytes} bytes: the file is damaged here`, isFatal: true };
    }
    const seconds = view.getUint32(0, flavour.isLittleEndian);
    const fractionMs = view.getUint32(4, flavour.isLittleEndian) / flavour.fractionsPerMs;
    const wireBytes = Math.max(capturedBytes, view.getUint32(12, flavour.isLittleEndian));
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
