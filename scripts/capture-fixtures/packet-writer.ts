// In: what TCP connections did and when. Out: a classic capture file with nanoseconds, Ethernet and IPv4 or IPv6, sequence
// numbers that add up, no checksums. Not a simulation of TCP: pure ACKs are left out.

export type Side = 'client' | 'server';

export interface TcpPacket {
  readonly atMs: number;
  readonly from: Side;
  readonly flags: number;
  readonly payload: Uint8Array;
}

export const tcpFlags = { fin: 0x01, syn: 0x02, reset: 0x04, push: 0x08, ack: 0x10 } as const;

const ethernetBytes = 14;
const tcpBytes = 20;

/** `1.2.3.4:5` or `[::1]:5`. */
interface Endpoint {
  readonly address: Buffer;
  readonly port: number;
}

function parseEndpoint(text: string): Endpoint {
  const at = text.lastIndexOf(':');
  const host = text.slice(0, at).replace(/^\[|\]$/g, '');
  return {
    address: host.includes(':') ? parseIpv6(host) : Buffer.from(host.split('.').map(Number)),
    port: Number(text.slice(at + 1)),
  };
}

function parseIpv6(text: string): Buffer {
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill('0');
  return Buffer.from(
    [...groups(head), ...zeros, ...groups(tail)].map((group) => group.padStart(4, '0')).join(''),
    'hex',
  );
}

export function encodeFileHeader(): Buffer {
  const header = Buffer.alloc(24);
  header.writeUInt32LE(0xa1b23c4d, 0);
  header.writeUInt16LE(2, 4);
  header.writeUInt16LE(4, 6);
  header.writeUInt32LE(262_144, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** One connection: keeps the sequence numbers of both sides. */
export class PacketWriter {
  readonly #endpoints: Readonly<Record<Side, Endpoint>>;
  readonly #startedAtUnixMs: number;
  readonly #next: Record<Side, number> = { client: 1000, server: 2000 };

  constructor(client: string, server: string, startedAtUnixMs: number) {
    this.#endpoints = { client: parseEndpoint(client), server: parseEndpoint(server) };
    this.#startedAtUnixMs = startedAtUnixMs;
  }

  encode(packet: TcpPacket): Buffer {
    const other: Side = packet.from === 'client' ? 'server' : 'client';
    const frame = this.#encodeFrame(packet, this.#next[packet.from], this.#next[other]);
    const takesNumber = (packet.flags & (tcpFlags.syn | tcpFlags.fin)) !== 0;
    this.#next[packet.from] = (this.#next[packet.from] + packet.payload.length + (takesNumber ? 1 : 0)) >>> 0;
    const record = Buffer.alloc(16);
    const totalNs = Math.round(((this.#startedAtUnixMs % 1000) + packet.atMs) * 1e6);
    record.writeUInt32LE(Math.floor(this.#startedAtUnixMs / 1000) + Math.floor(totalNs / 1e9), 0);
    record.writeUInt32LE(totalNs % 1e9, 4);
    record.writeUInt32LE(frame.length, 8);
    record.writeUInt32LE(frame.length, 12);
    return Buffer.concat([record, frame]);
  }

  #encodeFrame(packet: TcpPacket, sequence: number, acknowledgement: number): Buffer {
    const source = this.#endpoints[packet.from];
    const destination = this.#endpoints[packet.from === 'client' ? 'server' : 'client'];
    const tcp = Buffer.alloc(tcpBytes);
    tcp.writeUInt16BE(source.port, 0);
    tcp.writeUInt16BE(destination.port, 2);
    tcp.writeUInt32BE(sequence, 4);
    tcp.writeUInt32BE((packet.flags & tcpFlags.ack) === 0 ? 0 : acknowledgement, 8);
    tcp[12] = (tcpBytes / 4) << 4;
    tcp[13] = packet.flags;
    tcp.writeUInt16BE(65_535, 14);
    const segmentBytes = tcpBytes + packet.payload.length;
    const ip = source.address.length === 4 ? encodeIpv4(segmentBytes) : encodeIpv6(segmentBytes);
    source.address.copy(ip, ip.length - 2 * source.address.length);
    destination.address.copy(ip, ip.length - destination.address.length);
    const ethernet = Buffer.alloc(ethernetBytes);
    ethernet.writeUInt16BE(source.address.length === 4 ? 0x0800 : 0x86dd, 12);
    return Buffer.concat([ethernet, ip, tcp, packet.payload]);
  }
}

function encodeIpv4(segmentBytes: number): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(20 + segmentBytes, 2);
  header[8] = 64;
  header[9] = 6;
  return header;
}

function encodeIpv6(segmentBytes: number): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(segmentBytes, 4);
  header[6] = 6;
  header[7] = 64;
  return header;
}
