// In: an IPv6 packet in a frame. Out: where its payload is, behind any extension headers. Puts no fragments
// together: fragments.ts does. RFC 8200 4, jumbograms RFC 2675.
import type { Fragment, IpPacket } from './ip-packet.js';

const headerBytes = 40;
const fragmentHeader = 44;
const authenticationHeader = 51;
/** Hop-by-hop, routing, destination options, mobility, HIP, shim6: length in units of 8 bytes, the first not counted. */
const optionHeaders = new Set([0, 43, 60, 135, 139, 140]);
/** More than a sane packet has; a longer chain is taken for damage. */
const maxExtensionCount = 12;

const readId = (frame: Uint8Array, at: number): number =>
  (((frame[at] ?? 0) << 24) | ((frame[at + 1] ?? 0) << 16) | ((frame[at + 2] ?? 0) << 8) | (frame[at + 3] ?? 0)) >>> 0;

export function parseIpv6(frame: Uint8Array, at: number, wireBytes: number): IpPacket | null {
  if (frame.length - at < headerBytes) return null;
  const announcedBytes = ((frame[at + 4] ?? 0) << 8) | (frame[at + 5] ?? 0);
  // 0: a jumbogram, or a packet that the network card cuts; either way it goes to the end of the frame.
  const endAt = at + (announcedBytes === 0 ? wireBytes : Math.min(headerBytes + announcedBytes, wireBytes));
  let protocol = frame[at + 6] ?? 0;
  let payloadAt = at + headerBytes;
  let fragment: Fragment | null = null;
  for (let count = 0; count < maxExtensionCount; count += 1) {
    const next = frame[payloadAt] ?? 0;
    if (optionHeaders.has(protocol)) payloadAt += 8 * ((frame[payloadAt + 1] ?? 0) + 1);
    else if (protocol === authenticationHeader) payloadAt += 4 * ((frame[payloadAt + 1] ?? 0) + 2);
    else if (protocol === fragmentHeader) {
      const word = ((frame[payloadAt + 2] ?? 0) << 8) | (frame[payloadAt + 3] ?? 0);
      // Offset 0 and no more to come is an "atomic fragment": whole after all.
      if ((word & 0xfff9) !== 0) {
        fragment = { id: readId(frame, payloadAt + 4), offsetBytes: word & 0xfff8, hasMore: (word & 1) !== 0 };
      }
      payloadAt += 8;
      if (fragment !== null) {
        // Options behind it are cut with the rest; nobody sends any with TCP.
        protocol = next;
        break;
      }
    } else break;
    protocol = next;
  }
  if (payloadAt > endAt) return null;
  return {
    version: 6,
    frame,
    addressesAt: at + 8,
    protocol,
    payloadAt,
    payloadWireBytes: endAt - payloadAt,
    fragment,
  };
}
