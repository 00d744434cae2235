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

/** Null where the header is cut off. */
export function parseSegment(packet: IpPacket): Segment | null {
  const { frame, payloadAt: at } = packet;
  if (frame.length - at < minHeaderBytes || packet.payloadWireBytes < minHeaderBytes) return null;
  const view = new DataView(frame.buffer, frame.byteOffset + at, minHeaderBytes);
  const headerBytes = (view.getUint8(12) >> 4) * 4;
  const wireBytes = packet.payloadWireBytes - headerBytes;
  if (headerBytes < minHeaderBytes || wireBytes < 0) return null;
  const flags = view.getUint8(13);
  const payloadAt = Math.min(at + headerBytes, frame.length);
  return {
    sourcePort: view.getUint16(0),
    destinationPort: view.getUint16(2),
    sequence: view.getUint32(4),
    acknowledgement: (flags & ack) === 0 ? null : view.getUint32(8),
    isSyn: (flags & syn) !== 0,
    isFin: (flags & fin) !== 0,
    isReset: (flags & reset) !== 0,
    // Bytes behind the packet's own length are the link's padding.
    payload: frame.subarray(payloadAt, Math.min(payloadAt + wireBytes, frame.length)),
    wireBytes,
  };
}
