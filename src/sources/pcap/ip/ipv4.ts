// In: an IPv4 packet in a frame. Out: where its payload is. Checks no checksum (offloading leaves them wrong) and does
// not put fragments together: fragments.ts does. RFC 791 3.1.
import type { IpPacket } from './ip-packet.js';

const minHeaderBytes = 20;
const moreFragments = 0x2000;
const fragmentOffsetMask = 0x1fff;
/** Offsets count in units of this. */
const fragmentUnitBytes = 8;

/** `wireBytes`: from the IP header to the end of the frame as sent. */
export function parseIpv4(frame: Uint8Array, at: number, wireBytes: number): IpPacket | null {
  if (frame.length - at < minHeaderBytes) return null;
  const read16 = (offset: number): number => ((frame[at + offset] ?? 0) << 8) | (frame[at + offset + 1] ?? 0);
  const headerBytes = ((frame[at] ?? 0) & 0x0f) * 4;
  if (headerBytes < minHeaderBytes) return null;
  // 0: the network card cuts the packet (TSO), its length does not fit 16 bits or is not yet known.
  const totalBytes = read16(2) === 0 ? wireBytes : Math.min(read16(2), wireBytes);
  if (totalBytes < headerBytes) return null;
  const fragmentWord = read16(6);
  const isFragment = (fragmentWord & (moreFragments | fragmentOffsetMask)) !== 0;
  return {
    version: 4,
    frame,
    addressesAt: at + 12,
    protocol: frame[at + 9] ?? 0,
    payloadAt: at + headerBytes,
    payloadWireBytes: totalBytes - headerBytes,
    fragment: isFragment
      ? {
          id: read16(4),
          offsetBytes: (fragmentWord & fragmentOffsetMask) * fragmentUnitBytes,
          hasMore: (fragmentWord & moreFragments) !== 0,
        }
      : null,
  };
}
