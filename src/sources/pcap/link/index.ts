// In: a LINKTYPE_ number. Out: the link layer that reads its frames, null where none does. A new one is a file here and
// a line in the list.
import { ethernet } from './ethernet.js';
import type { LinkLayer } from './link-layer.js';
import { linuxCooked, linuxCooked2 } from './linux-cooked.js';
import { loopback } from './loopback.js';
import { rawIp } from './raw-ip.js';

export type { LinkLayer } from './link-layer.js';

const linkLayers: readonly LinkLayer[] = [ethernet, linuxCooked, linuxCooked2, loopback, rawIp];

const byLinkType = new Map(linkLayers.flatMap((layer) => layer.linkTypes.map((linkType) => [linkType, layer])));

export const linkLayerOf = (linkType: number): LinkLayer | null => byLinkType.get(linkType) ?? null;
