// In: nothing. Out: what TCP needs to know of an IP packet. Types only.

export interface IpPacket {
  readonly version: 4 | 6;
  /** The frame that the packet stands in; offsets count from its beginning. */
  readonly frame: Uint8Array;
  /** Source address, then destination address, 4 or 16 bytes each. */
  readonly addressesAt: number;
  /** IANA protocol number behind all extension headers. */
  readonly protocol: number;
  readonly payloadAt: number;
  /** Payload as sent, which may be more than was captured. */
  readonly payloadWireBytes: number;
  /** Not null: the payload is a piece of a packet that was sent in several. */
  readonly fragment: Fragment | null;
}

export interface Fragment {
  /** The same in all pieces of a packet. */
  readonly id: number;
  readonly offsetBytes: number;
  readonly hasMore: boolean;
}

export const addressBytes = (version: 4 | 6): 4 | 16 => (version === 4 ? 4 : 16);
