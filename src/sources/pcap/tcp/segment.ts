// In: an IP packet that carries TCP. Out: its segment. Keeps no copy of the payload. RFC 9293 3.1.
import type { IpPacket } from '../ip/index.js';

export interface Segment {
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly sequence: number;
  /** Null without the ACK flag. */
  readonly acknowledgement: number | null;
  readonly isSyn: boolean;
  readonly isFin: boolean;
  readonly isReset: boolean;
  /** What was captured of the payload; borrowed. */
  readonly payload: Uint8Array;
  /** Length of the payload as sent. */
  readonly wireBytes: number;
}

const minHeaderBytes = 20;
const fin = 0x01;
const syn = 0x02;
const reset = 0x04;
const ack = 0x10;

const read16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
const read32 = (bytes: Uint8Array, at: number): number => read16(bytes, at) * 0x10000 + read16(bytes, at + 2);

/** Null where the header is cut off. */
export function parseSegment(packet: IpPacket): Segment | null {
  const { frame, payloadAt: at } = packet;
  if (frame.length - at < minHeaderBytes || packet.payloadWireBytes < minHeaderBytes) return null;
  // Without a view of its own, which every packet would have to pay for.
  const headerBytes = ((frame[at + 12] ?? 0) >> 4) * 4;
  const wireBytes = packet.payloadWireBytes - headerBytes;
  if (headerBytes < minHeaderBytes || wireBytes < 0) return null;
  const flags = frame[at + 13] ?? 0;
  const payloadAt = Math.min(at + headerBytes, frame.length);
  return {
    sourcePort: read16(frame, at),
    destinationPort: read16(frame, at + 2),
    sequence: read32(frame, at + 4),
    acknowledgement: (flags & ack) === 0 ? null : read32(frame, at + 8),
    isSyn: (flags & syn) !== 0,
    isFin: (flags & fin) !== 0,
    isReset: (flags & reset) !== 0,
    // Bytes behind the packet's own length are the link's padding.
    payload: frame.subarray(payloadAt, Math.min(payloadAt + wireBytes, frame.length)),
    wireBytes,
  };
}
