// In: a frame that is an IP packet and nothing else (tunnels, and the numbers that BSDs gave it). Out: offset 0.
import type { LinkLayer } from './link-layer.js';

export const rawIp: LinkLayer = {
  name: 'raw IP',
  linkTypes: [101, 12, 14, 228, 229],
  findIp: (frame) => (frame.length > 0 ? 0 : null),
};
