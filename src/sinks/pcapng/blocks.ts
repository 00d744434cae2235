// In: what a pcapng file holds. Out: its blocks as bytes, little-endian, times in nanoseconds. draft-ietf-opsawg-pcapng 4.1 to 4.3.
const sectionHeader = 0x0a0d0d0a;
const interfaceDescription = 1;
const enhancedPacket = 6;
const byteOrderMagic = 0x1a2b3c4d;
/** Packets begin with the IPv4 or IPv6 header. */
const linkTypeRaw = 101;
const optionTimeResolution = 9;
const nanoseconds = 9;

const padded = (byteCount: number): number => Math.ceil(byteCount / 4) * 4;

/** Type and length before and length behind the body, which is padded to 32 bits. */
function encodeBlock(type: number, bodyBytes: number, fill: (view: DataView, bytes: Uint8Array) => void): Uint8Array {
  const totalBytes = padded(bodyBytes) + 12;
  const bytes = new Uint8Array(totalBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, totalBytes, true);
  fill(new DataView(bytes.buffer, 8, totalBytes - 12), bytes.subarray(8));
  view.setUint32(totalBytes - 4, totalBytes, true);
  return bytes;
}

export function encodeFileHead(): Uint8Array {
  const section = encodeBlock(sectionHeader, 16, (view) => {
    view.setUint32(0, byteOrderMagic, true);
    view.setUint16(4, 1, true);
    view.setBigInt64(8, -1n, true); // length of the section: not known
  });
  const network = encodeBlock(interfaceDescription, 20, (view) => {
    view.setUint16(0, linkTypeRaw, true);
    view.setUint32(4, 0, true); // no limit of captured bytes
    view.setUint16(8, optionTimeResolution, true);
    view.setUint16(10, 1, true);
    view.setUint8(12, nanoseconds);
  });
  return Buffer.concat([section, network]);
}

export interface Packet {
  readonly atUnixNanos: bigint;
  readonly head: Uint8Array;
  readonly payload: Uint8Array;
  /** On the wire; more than the payload where that was cut. */
  readonly payloadBytes: number;
}

export function encodePacket({ atUnixNanos, head, payload, payloadBytes }: Packet): Uint8Array {
  const capturedBytes = head.length + payload.length;
  return encodeBlock(enhancedPacket, 20 + capturedBytes, (view, bytes) => {
    view.setUint32(4, Number(atUnixNanos >> 32n), true);
    view.setUint32(8, Number(atUnixNanos & 0xffffffffn), true);
    view.setUint32(12, capturedBytes, true);
    view.setUint32(16, head.length + payloadBytes, true);
    bytes.set(head, 20);
    bytes.set(payload, 20 + head.length);
  });
}
