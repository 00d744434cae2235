// In: a frame and where IP begins in it. Out: the packet's payload, or null where it is neither IPv4 nor IPv6.
import type { IpPacket } from './ip-packet.js';
import { parseIpv4 } from './ipv4.js';
import { parseIpv6 } from './ipv6.js';

export { formatEndpoint } from './address.js';
export { Fragments } from './fragments.js';
export { addressBytes, type IpPacket } from './ip-packet.js';

export const tcpProtocol = 6;

/** `wireBytes`: length of the frame as sent. */
export function parseIp(frame: Uint8Array, at: number, wireBytes: number): IpPacket | null {
  const version = (frame[at] ?? 0) >> 4;
  if (version === 4) return parseIpv4(frame, at, wireBytes - at);
  return version === 6 ? parseIpv6(frame, at, wireBytes - at) : null;
}
