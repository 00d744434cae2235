// In: an Ethernet II frame, with VLAN or QinQ tags or without. Out: where its IP packet begins. IEEE 802.3, 802.1Q.
import { findIpBehindTags, type LinkLayer } from './link-layer.js';

export const ethernet: LinkLayer = {
  name: 'Ethernet',
  linkTypes: [1],
  findIp: (frame) => findIpBehindTags(frame, 12),
};
