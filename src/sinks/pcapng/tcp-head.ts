// In: the two ends of a connection and a place in it. Out: IP and TCP headers that say so. A segment longer than IP can say has length
// 0, as captures of large sends do (Wireshark takes the length of the packet). Checksums are left 0. RFC 791, 8200, 9293 3.1.
import { isIPv4, isIPv6 } from 'node:net';

export interface Endpoint {
  /** 4 or 16 bytes. */
  readonly address: Uint8Array;
  readonly port: number;
}

export interface SegmentHead {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly sequence: number;
  readonly acknowledged: number;
  readonly flags: number;
  readonly payloadBytes: number;
}

export const tcpFlags = { fin: 1, syn: 2, reset: 4, push: 8, acknowledge: 16 } as const;
const tcpHeadBytes = 20;
const ipv4HeadBytes = 20;
const ipv6HeadBytes = 40;
const maxIpBytes = 0xffff;
const tcpProtocol = 6;
const timeToLive = 64;
/** Nothing in such a file is bound by TCP's own window. */
const receiveWindow = 0xffff;

/** `192.0.2.1:8007`, `[2001:db8::1]:8007`; a name, or nothing, becomes an address kept for examples. */
export function parseEndpoint(text: string, fallbackPort: number): Endpoint {
  const at = text.lastIndexOf(':');
  const host = text.slice(0, at).replace(/^\[|\]$/g, '');
  const port = Number(text.slice(at + 1));
  return {
    address: isIPv4(host) ? parseIpv4(host) : isIPv6(host) ? parseIpv6(host) : Uint8Array.of(192, 0, 2, 1),
    port: Number.isInteger(port) && port > 0 && port <= 0xffff ? port : fallbackPort,
  };
}

const parseIpv4 = (text: string): Uint8Array => Uint8Array.from(text.split('.'), Number);

function parseIpv6(text: string): Uint8Array {
  const withoutZone = text.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [left = '', right] = withoutZone.split('::');
  const groups = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((word) => Number.parseInt(word, 16));
  const before = groups(left);
  const behind = right === undefined ? [] : groups(right);
  const zeros = new Array<number>(8 - before.length - behind.length).fill(0);
  return Uint8Array.from([...before, ...zeros, ...behind].flatMap((word) => [word >> 8, word & 0xff]));
}

const mappedPrefix = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];
const asIpv6 = (address: Uint8Array): Uint8Array =>
  address.length === 16 ? address : Uint8Array.of(...mappedPrefix, ...address);

export function encodeSegmentHead(head: SegmentHead): Uint8Array {
  const isV4 = head.from.address.length === 4 && head.to.address.length === 4;
  const ipBytes = isV4 ? ipv4HeadBytes : ipv6HeadBytes;
  const bytes = new Uint8Array(ipBytes + tcpHeadBytes);
  const view = new DataView(bytes.buffer);
  const lengthBytes = tcpHeadBytes + head.payloadBytes + (isV4 ? ipv4HeadBytes : 0);
  const sayable = lengthBytes > maxIpBytes ? 0 : lengthBytes;
  if (isV4) {
    view.setUint8(0, 0x45);
    view.setUint16(2, sayable);
    view.setUint8(8, timeToLive);
    view.setUint8(9, tcpProtocol);
    bytes.set(head.from.address, 12);
    bytes.set(head.to.address, 16);
  } else {
    view.setUint8(0, 0x60);
    view.setUint16(4, sayable);
    view.setUint8(6, tcpProtocol);
    view.setUint8(7, timeToLive);
    bytes.set(asIpv6(head.from.address), 8);
    bytes.set(asIpv6(head.to.address), 24);
  }
  const tcp = new DataView(bytes.buffer, ipBytes);
  tcp.setUint16(0, head.from.port);
  tcp.setUint16(2, head.to.port);
  tcp.setUint32(4, head.sequence);
  tcp.setUint32(8, head.acknowledged);
  tcp.setUint8(12, (tcpHeadBytes / 4) << 4);
  tcp.setUint8(13, head.flags);
  tcp.setUint16(14, receiveWindow);
  return bytes;
}
