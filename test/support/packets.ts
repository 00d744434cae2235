// In: what a test wants on the wire. Out: frames and capture files of it, byte by byte, independent of the code under test.

export const flagFin = 0x01;
export const flagSyn = 0x02;
export const flagReset = 0x04;
export const flagAck = 0x10;

export interface TcpOptions {
  readonly from?: 'client' | 'server';
  readonly sequence?: number;
  readonly acknowledgement?: number;
  readonly flags?: number;
  readonly payload?: Uint8Array | string;
  readonly clientPort?: number;
  readonly serverPort?: number;
}

const bytesOf = (payload: Uint8Array | string): Buffer => Buffer.from(payload as Uint8Array);

/** A TCP header without options and its payload. */
export function tcpBytes(options: TcpOptions): Buffer {
  const { from = 'client', sequence = 0, flags = flagAck, clientPort = 40_000, serverPort = 8007 } = options;
  const header = Buffer.alloc(20);
  header.writeUInt16BE(from === 'client' ? clientPort : serverPort, 0);
  header.writeUInt16BE(from === 'client' ? serverPort : clientPort, 2);
  header.writeUInt32BE(sequence >>> 0, 4);
  header.writeUInt32BE((options.acknowledgement ?? 0) >>> 0, 8);
  header[12] = 0x50;
  header[13] = flags;
  return Buffer.concat([header, bytesOf(options.payload ?? '')]);
}

export interface Ipv4Options {
  readonly from?: 'client' | 'server';
  /** Total length field; the true one unless told. */
  readonly totalBytes?: number;
  readonly protocol?: number;
  readonly id?: number;
  /** Flags and fragment offset. */
  readonly fragmentWord?: number;
}

const client4 = Buffer.from([10, 0, 0, 1]);
const server4 = Buffer.from([10, 0, 0, 2]);

export function ipv4Bytes(segment: Uint8Array, options: Ipv4Options = {}): Buffer {
  const header = Buffer.alloc(20);
  header[0] = 0x45;
  header.writeUInt16BE(options.totalBytes ?? 20 + segment.length, 2);
  header.writeUInt16BE(options.id ?? 0, 4);
  header.writeUInt16BE(options.fragmentWord ?? 0, 6);
  header[9] = options.protocol ?? 6;
  const isClient = (options.from ?? 'client') === 'client';
  (isClient ? client4 : server4).copy(header, 12);
  (isClient ? server4 : client4).copy(header, 16);
  return Buffer.concat([header, segment]);
}

/** `extensions`: extension headers as they stand, `firstHeader` the number of the first of them. */
export function ipv6Bytes(segment: Uint8Array, extensions: Uint8Array = Buffer.alloc(0), firstHeader = 6): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(extensions.length + segment.length, 4);
  header[6] = firstHeader;
  Buffer.from('fe800000000000000000000000000001', 'hex').copy(header, 8);
  Buffer.from('fe800000000000000000000000000002', 'hex').copy(header, 24);
  return Buffer.concat([header, extensions, segment]);
}

export const ethernetBytes = (packet: Uint8Array, etherType = 0x0800): Buffer =>
  Buffer.concat([Buffer.alloc(12), Buffer.from([etherType >> 8, etherType & 0xff]), packet]);

/** Ethernet, IPv4 and TCP at once. */
export const tcpFrame = (options: TcpOptions): Buffer =>
  ethernetBytes(ipv4Bytes(tcpBytes(options), { from: options.from ?? 'client' }));

export interface FileRecord {
  readonly atMs: number;
  readonly frame: Uint8Array;
  /** Where the packet was cut while capturing: its true length. */
  readonly wireBytes?: number;
}

export interface PcapOptions {
  readonly order?: 'little' | 'big';
  readonly resolution?: 'micro' | 'nano';
  readonly linkType?: number;
}

/** Seconds since 1970 of every file that tests make. */
export const startSeconds = 1_800_000_000;

/** A number of 16, 32 bits in either byte order. */
export function encodeNumber(value: number, byteCount: 2 | 4, order: 'little' | 'big'): Buffer {
  const bytes = Buffer.alloc(byteCount);
  if (order === 'little') bytes.writeUIntLE(value, 0, byteCount);
  else bytes.writeUIntBE(value, 0, byteCount);
  return bytes;
}

export function pcapFile(records: readonly FileRecord[], options: PcapOptions = {}): Buffer {
  const { order = 'little', resolution = 'micro', linkType = 1 } = options;
  const number32 = (value: number): Buffer => encodeNumber(value, 4, order);
  const perMs = resolution === 'micro' ? 1e3 : 1e6;
  const parts = [
    number32(resolution === 'micro' ? 0xa1b2c3d4 : 0xa1b23c4d),
    encodeNumber(2, 2, order),
    encodeNumber(4, 2, order),
    ...[0, 0, 262_144, linkType].map(number32),
  ];
  for (const { atMs, frame, wireBytes } of records) {
    const fraction = Math.round((atMs % 1000) * perMs);
    const head = [startSeconds + Math.floor(atMs / 1000), fraction, frame.length, wireBytes ?? frame.length];
    parts.push(...head.map(number32), Buffer.from(frame));
  }
  return Buffer.concat(parts);
}

/** One packet as `pcapFile` writes it by default. */
export function packetRecord({ atMs, frame, wireBytes }: FileRecord): Buffer {
  const record = Buffer.allocUnsafe(16 + frame.length);
  record.writeUInt32LE(startSeconds + Math.floor(atMs / 1000), 0);
  record.writeUInt32LE(Math.round((atMs % 1000) * 1e3), 4);
  record.writeUInt32LE(frame.length, 8);
  record.writeUInt32LE(wireBytes ?? frame.length, 12);
  record.set(frame, 16);
  return record;
}

/** A pcapng block around its body. */
export function pcapngBlock(type: number, body: Uint8Array, order: 'little' | 'big' = 'little'): Buffer {
  const padded = Buffer.concat([body, Buffer.alloc((4 - (body.length % 4)) % 4)]);
  const length = encodeNumber(padded.length + 12, 4, order);
  return Buffer.concat([encodeNumber(type, 4, order), length, padded, length]);
}

export const sectionBlock = (order: 'little' | 'big' = 'little'): Buffer => {
  const version = [encodeNumber(1, 2, order), encodeNumber(0, 2, order)];
  return pcapngBlock(
    0x0a0d0d0a,
    Buffer.concat([encodeNumber(0x1a2b3c4d, 4, order), ...version, Buffer.alloc(8, 0xff)]),
    order,
  );
};

export interface InterfaceOptions {
  readonly order?: 'little' | 'big';
  readonly linkType?: number;
  readonly snapBytes?: number;
  /** Option code and value. */
  readonly options?: readonly (readonly [code: number, value: Uint8Array])[];
}

export function interfaceBlock({
  order = 'little',
  linkType = 1,
  snapBytes = 0,
  options = [],
}: InterfaceOptions = {}): Buffer {
  const head = [encodeNumber(linkType, 2, order), encodeNumber(0, 2, order), encodeNumber(snapBytes, 4, order)];
  const list = options.map(([code, value]) =>
    Buffer.concat([
      encodeNumber(code, 2, order),
      encodeNumber(value.length, 2, order),
      value,
      Buffer.alloc((4 - (value.length % 4)) % 4),
    ]),
  );
  const end = list.length === 0 ? [] : [Buffer.alloc(4)];
  return pcapngBlock(1, Buffer.concat([...head, ...list, ...end]), order);
}

/** An enhanced packet block; `ticks` in the interface's own resolution. */
export function packetBlock(
  ticks: bigint,
  frame: Uint8Array,
  order: 'little' | 'big' = 'little',
  interfaceNumber = 0,
): Buffer {
  const numbers = [interfaceNumber, Number(ticks >> 32n), Number(ticks & 0xffffffffn), frame.length, frame.length];
  return pcapngBlock(6, Buffer.concat([...numbers.map((value) => encodeNumber(value, 4, order)), frame]), order);
}
