// In: a frame of Linux "any" captures, first and second form. Out: where its IP packet begins.
// www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and _SLL2.html.
import { findIpBehindTags, isIpEtherType, type LinkLayer, readEtherType } from './link-layer.js';

/** Protocol in the last two of 16 header bytes, where a VLAN tag may follow. */
export const linuxCooked: LinkLayer = {
  name: 'Linux cooked',
  linkTypes: [113],
  findIp: (frame) => findIpBehindTags(frame, 14),
};

/** Protocol in the first two of 20 header bytes. */
export const linuxCooked2: LinkLayer = {
  name: 'Linux cooked v2',
  linkTypes: [276],
  findIp(frame) {
    const protocol = readEtherType(frame, 0);
    if (isIpEtherType(protocol)) return 20;
    // A tag's number stands in the header; its control word and the inner protocol begin the payload.
    return protocol === 0x8100 || protocol === 0x88a8 ? findIpBehindTags(frame, 22) : null;
  },
};
