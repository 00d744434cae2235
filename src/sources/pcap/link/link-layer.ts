// In: nothing. Out: what a link layer has to tell: where its frames hold the IP packet. Types only.

export interface LinkLayer {
  readonly name: string;
  /** LINKTYPE_ numbers of capture files (www.tcpdump.org/linktypes.html). */
  readonly linkTypes: readonly number[];
  /** Offset of the IP header in the frame; null where it carries something else or is too short. */
  findIp(frame: Uint8Array): number | null;
}

const etherTypeIpv4 = 0x0800;
const etherTypeIpv6 = 0x86dd;

export const isIpEtherType = (etherType: number): boolean => etherType === etherTypeIpv4 || etherType === etherTypeIpv6;

/** Big-endian 16-bit number, 0 beyond the end: no EtherType is 0. */
export const readEtherType = (frame: Uint8Array, at: number): number => ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);

/** 802.1Q, 802.1ad and the older QinQ number: each tag is four bytes between the addresses and the payload. */
const tagEtherTypes = new Set([0x8100, 0x88a8, 0x9100]);
/** Two tags are QinQ; more are not seen in the field. */
const maxTagCount = 4;

/** Walks VLAN tags from the EtherType at `at`; offset of the IP header or null. */
export function findIpBehindTags(frame: Uint8Array, at: number): number | null {
  let typeAt = at;
  for (let tagCount = 0; tagCount <= maxTagCount; tagCount += 1) {
    const etherType = readEtherType(frame, typeAt);
    if (isIpEtherType(etherType)) return typeAt + 2;
    if (!tagEtherTypes.has(etherType)) return null;
    typeAt += 4;
  }
  return null;
}
