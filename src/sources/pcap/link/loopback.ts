// In: a BSD loopback frame: four bytes of address family in the byte order of whoever captured (NULL) or of the network
// (LOOP). Out: where its IP packet begins.
import type { LinkLayer } from './link-layer.js';

/** AF_INET everywhere; AF_INET6 of NetBSD and Linux, FreeBSD, macOS, OpenBSD. */
const families = new Set([2, 10, 24, 28, 30]);

export const loopback: LinkLayer = {
  name: 'BSD loopback',
  linkTypes: [0, 108],
  findIp(frame) {
    if (frame.length < 4) return null;
    // One of both ends holds the family, the other is zero.
    const family = (frame[0] ?? 0) === 0 ? (frame[3] ?? 0) : (frame[0] ?? 0);
    return families.has(family) ? 4 : null;
  },
};
