// In: the packets of a classic capture on Ethernet. Out: the same conversation on another link type or version of IP, in pieces, in
// another order. Reads and writes on its own, so that it can disagree with the code under test.
import { encodeNumber, type FileRecord, flagReset, flagSyn, startSeconds } from './packets.js';

const fileHeaderBytes = 24;
const recordHeaderBytes = 16;
const ethernetBytes = 14;
const ipv4Bytes = 20;

/** A little-endian capture with microseconds, as `editcap -F pcap` writes it. */
export function packetsOfFile(file: Buffer): FileRecord[] {
  const records: FileRecord[] = [];
  let firstMs: number | null = null;
  for (let at = fileHeaderBytes; at < file.length; ) {
    const atMs = file.readUInt32LE(at) * 1000 + file.readUInt32LE(at + 4) / 1000;
    firstMs ??= atMs;
    const byteCount = file.readUInt32LE(at + 8);
    const frame = file.subarray(at + recordHeaderBytes, at + recordHeaderBytes + byteCount);
    records.push({ atMs: atMs - firstMs, frame });
    at += recordHeaderBytes + byteCount;
  }
  return records;
}

const ipOf = (frame: Uint8Array): Buffer => Buffer.from(frame).subarray(ethernetBytes);
const inEthernet = (etherType: number, ip: Uint8Array): Buffer =>
  Buffer.concat([Buffer.alloc(12), encodeNumber(etherType, 2, 'big'), ip]);

/** The TCP segment of a packet as the network card would cut it: without what Ethernet pads. */
function segmentOf(ip: Buffer): Buffer {
  const totalBytes = ip.readUInt16BE(2);
  return ip.subarray((ip.readUInt8(0) & 15) * 4, totalBytes === 0 ? ip.length : totalBytes);
}

const pieceBytes = 1448;

function piecesOf(payload: Buffer): { readonly at: number; readonly bytes: Buffer; readonly hasMore: boolean }[] {
  const pieces = [];
  for (let at = 0; at === 0 || at < payload.length; at += pieceBytes) {
    pieces.push({ at, bytes: payload.subarray(at, at + pieceBytes), hasMore: at + pieceBytes < payload.length });
  }
  return pieces;
}

function inIpv6(ip: Buffer, payload: Uint8Array, nextHeader: number): Buffer {
  const header = Buffer.alloc(40);
  header[0] = 0x60;
  header.writeUInt16BE(payload.length > 0xffff ? 0 : payload.length, 4);
  header[6] = nextHeader;
  header[7] = 64;
  for (const [from, to] of [
    [12, 8],
    [16, 24],
  ] as const) {
    header.writeUInt16BE(0xfd00, to);
    ip.copy(header, to + 12, from, from + 4);
  }
  return inEthernet(0x86dd, Buffer.concat([header, payload]));
}

/** Each frame as one or several others, on the same link type (Ethernet). `index` makes the numbers of fragments. */
export const rewrites: Readonly<Record<string, (frame: Uint8Array, index: number) => readonly Uint8Array[]>> = {
  'IPv4 fragments': (frame, index) => {
    const ip = ipOf(frame);
    return piecesOf(segmentOf(ip)).map(({ at, bytes, hasMore }) => {
      const header = Buffer.from(ip.subarray(0, ipv4Bytes));
      header.writeUInt16BE(ipv4Bytes + bytes.length, 2);
      header.writeUInt16BE(index & 0xffff, 4);
      header.writeUInt16BE((hasMore ? 0x2000 : 0) | (at / 8), 6);
      return inEthernet(0x0800, Buffer.concat([header, bytes]));
    });
  },
  IPv6: (frame) => [inIpv6(ipOf(frame), segmentOf(ipOf(frame)), 6)],
  'IPv6 fragments, last one first': (frame, index) => {
    const ip = ipOf(frame);
    return piecesOf(segmentOf(ip))
      .map(({ at, bytes, hasMore }) => {
        const header = Buffer.concat([Buffer.from([6, 0]), encodeNumber(at | (hasMore ? 1 : 0), 2, 'big')]);
        return inIpv6(ip, Buffer.concat([header, encodeNumber(index, 4, 'big'), bytes]), 44);
      })
      .toReversed();
  },
  'VLAN in VLAN': (frame) => {
    const tags = Buffer.from([0x88, 0xa8, 0, 1, 0x81, 0, 0, 2]);
    return [Buffer.concat([frame.subarray(0, 12), tags, frame.subarray(12)])];
  },
  'MTU of 1500': (frame) => {
    const ip = ipOf(frame);
    const segment = segmentOf(ip);
    const headerBytes = (segment.readUInt8(12) >> 4) * 4;
    return piecesOf(segment.subarray(headerBytes)).map(({ at, bytes, hasMore }) => {
      const tcp = Buffer.from(segment.subarray(0, headerBytes));
      tcp.writeUInt32BE((tcp.readUInt32BE(4) + at) >>> 0, 4);
      // FIN and PSH belong to the last.
      if (hasMore) tcp[13] = tcp.readUInt8(13) & ~0x09;
      const header = Buffer.from(ip.subarray(0, ipv4Bytes));
      header.writeUInt16BE(ipv4Bytes + headerBytes + bytes.length, 2);
      return inEthernet(0x0800, Buffer.concat([header, tcp, bytes]));
    });
  },
};

/** What other link types have in front of an IP packet. */
export const linkHeaders: Readonly<Record<string, { readonly linkType: number; readonly header: string }>> = {
  'raw IP': { linkType: 101, header: '' },
  'BSD loopback of a little-endian host': { linkType: 0, header: '02000000' },
  'BSD loopback of a big-endian host': { linkType: 0, header: '00000002' },
  'OpenBSD loopback': { linkType: 108, header: '00000002' },
  'Linux cooked': { linkType: 113, header: `0000030400060000000000000000${'0800'}` },
  'Linux cooked v2': { linkType: 276, header: `0800${'0000'}00000001${'0304'}00060000000000000000` },
};

/** For text2pcap: time and bytes of each packet. */
export const hexDump = (records: readonly FileRecord[], header: string): string =>
  records
    .map(({ atMs, frame }) => {
      const seconds = startSeconds + Math.floor(atMs / 1000);
      const fraction = String(Math.round((atMs % 1000) * 1000)).padStart(6, '0');
      const bytes = `${header}${ipOf(frame).toString('hex')}`.match(/../g) ?? [];
      return `${seconds}.${fraction}\n000000 ${bytes.join(' ')}\n`;
    })
    .join('');

/** Numbers that are the same in every run (xorshift). */
export function* chances(seed: number): Generator<number> {
  for (let state = Math.imul(seed, 0x9e3779b1); ; ) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

/** Every packet up to `farthest` places later than it was; times stay in order. SYNs stay in front, resets behind. */
export function shuffle(records: readonly FileRecord[], farthest: number, seed: number): FileRecord[] {
  const random = chances(seed);
  const delayOf = ({ frame }: FileRecord, chance: number): number => {
    const flags = frame[ethernetBytes + ipv4Bytes + 13] ?? 0;
    if ((flags & flagSyn) !== 0) return 0;
    return (flags & flagReset) !== 0 ? farthest : farthest * chance;
  };
  return records
    .map((record, index) => ({ record, place: index + delayOf(record, random.next().value) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ record }, index) => ({ ...record, atMs: records[index]?.atMs ?? 0 }));
}
