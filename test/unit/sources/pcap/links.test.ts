// The same TCP segment in every link layer and IP version that is read, and what is not read: said once, with a count.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLines } from '../../../support/capture-lines.js';
import {
  ethernetBytes,
  flagSyn,
  ipv4Bytes,
  ipv6Bytes,
  pcapFile,
  tcpBytes,
  tcpFrame,
} from '../../../support/packets.js';

const segment = tcpBytes({ payload: 'hi', flags: flagSyn });
const ipv4 = ipv4Bytes(segment);
const ipv6 = ipv6Bytes(segment);
const family = (number: number, order: 'first' | 'last'): Buffer =>
  order === 'first' ? Buffer.from([number, 0, 0, 0]) : Buffer.from([0, 0, 0, number]);
const tag = (etherType: number): Buffer => Buffer.from([etherType >> 8, etherType & 0xff, 0, 5]);
const cooked = (protocol: number): Buffer =>
  Buffer.concat([Buffer.alloc(14), Buffer.from([protocol >> 8, protocol & 0xff])]);

const opened4 = '+0 [1] opened client=10.0.0.1:40000 server=10.0.0.2:8007 entry=passive isLateJoin=false';
const opened6 = '+0 [1] opened client=[fe80::1]:40000 server=[fe80::2]:8007 entry=passive isLateJoin=false';

const frames: readonly { name: string; linkType: number; frame: Buffer; opened: string }[] = [
  { name: 'Ethernet', linkType: 1, frame: ethernetBytes(ipv4), opened: opened4 },
  { name: 'Ethernet, IPv6', linkType: 1, frame: ethernetBytes(ipv6, 0x86dd), opened: opened6 },
  {
    name: 'Ethernet with a VLAN tag',
    linkType: 1,
    frame: Buffer.concat([Buffer.alloc(12), tag(0x8100), Buffer.from([8, 0]), ipv4]),
    opened: opened4,
  },
  {
    name: 'QinQ',
    linkType: 1,
    frame: Buffer.concat([Buffer.alloc(12), tag(0x88a8), tag(0x8100), Buffer.from([0x86, 0xdd]), ipv6]),
    opened: opened6,
  },
  {
    name: 'BSD loopback, little-endian',
    linkType: 0,
    frame: Buffer.concat([family(2, 'first'), ipv4]),
    opened: opened4,
  },
  { name: 'BSD loopback, big-endian', linkType: 0, frame: Buffer.concat([family(30, 'last'), ipv6]), opened: opened6 },
  { name: 'OpenBSD loopback', linkType: 108, frame: Buffer.concat([family(24, 'last'), ipv6]), opened: opened6 },
  { name: 'Linux cooked', linkType: 113, frame: Buffer.concat([cooked(0x0800), ipv4]), opened: opened4 },
  {
    name: 'Linux cooked v2',
    linkType: 276,
    frame: Buffer.concat([Buffer.from([0x86, 0xdd]), Buffer.alloc(18), ipv6]),
    opened: opened6,
  },
  { name: 'raw IP', linkType: 101, frame: ipv6, opened: opened6 },
  { name: 'raw IPv4', linkType: 228, frame: ipv4, opened: opened4 },
];

for (const { name, linkType, frame, opened } of frames) {
  test(name, async () => {
    const lines = await readLines(pcapFile([{ atMs: 0, frame }], { linkType }));
    assert.deepEqual(lines, [opened, '+0 [1] C> "hi"']);
  });
}

test('a link type that is not read is said once, with how often', async () => {
  const record = { atMs: 0, frame: ethernetBytes(ipv4) };
  assert.deepEqual(await readLines(pcapFile([record, record], { linkType: 147 })), [
    '+0 [0] problem code=capture/malformed detail=packets of link type 147 cannot be read (2 times)',
  ]);
});

test('what is not TCP is passed over in silence', async () => {
  const records = [
    { atMs: 0, frame: ethernetBytes(ipv4, 0x0806) },
    { atMs: 0, frame: ethernetBytes(ipv4Bytes(segment, { protocol: 17 })) },
    { atMs: 0, frame: Buffer.alloc(4) },
  ];
  assert.deepEqual(await readLines(pcapFile(records)), []);
});

test('padding behind a short packet is not payload', async () => {
  const frame = Buffer.concat([ethernetBytes(ipv4), Buffer.alloc(20, 0xee)]);
  assert.deepEqual((await readLines(pcapFile([{ atMs: 0, frame }]))).at(-1), '+0 [1] C> "hi"');
});

test('a total length of zero is a packet that the network card cuts: it goes to the end of the frame', async () => {
  const frame = ethernetBytes(ipv4Bytes(segment, { totalBytes: 0 }));
  assert.deepEqual((await readLines(pcapFile([{ atMs: 0, frame }]))).at(-1), '+0 [1] C> "hi"');
});

test('IPv6 extension headers are walked', async () => {
  const options = (next: number, units: number): Buffer =>
    Buffer.concat([Buffer.from([next, units]), Buffer.alloc(6 + 8 * units)]);
  const authentication = Buffer.concat([Buffer.from([6, 1]), Buffer.alloc(10)]);
  const atomicFragment = Buffer.from([51, 0, 0, 0, 0, 0, 0, 9]);
  const chain = Buffer.concat([options(43, 1), options(60, 0), options(44, 2), atomicFragment, authentication]);
  const frame = ethernetBytes(ipv6Bytes(segment, chain, 0), 0x86dd);
  assert.deepEqual(await readLines(pcapFile([{ atMs: 0, frame }])), [opened6, '+0 [1] C> "hi"']);
});

test('addresses are written as RFC 5952 wants', async () => {
  const withAddress = (hex: string): Buffer => {
    const packet = ipv6Bytes(segment);
    Buffer.from(hex, 'hex').copy(packet, 8);
    return ethernetBytes(packet, 0x86dd);
  };
  const shown = async (hex: string): Promise<string> =>
    /client=(\S+)/.exec((await readLines(pcapFile([{ atMs: 0, frame: withAddress(hex) }])))[0] ?? '')?.[1] ?? '';
  assert.equal(await shown('20010db8000000000001000000000001'), '[2001:db8::1:0:0:1]:40000');
  assert.equal(await shown('20010db8000100000001000200030004'), '[2001:db8:1:0:1:2:3:4]:40000');
  assert.equal(await shown('00000000000000000000000000000000'), '[::]:40000');
  assert.equal(await shown('00000000000000000000ffff0a000001'), '[::ffff:10.0.0.1]:40000');
});

test('a TCP header that is cut off or wrong is said', async () => {
  const frame = tcpFrame({ payload: 'x' });
  const short = { atMs: 0, frame: frame.subarray(0, 40), wireBytes: frame.length };
  const wrong = Buffer.from(frame);
  wrong[14 + 20 + 12] = 0xf0;
  assert.deepEqual(await readLines(pcapFile([short, { atMs: 0, frame: wrong }])), [
    '+0 [0] problem code=capture/truncated detail=packets whose TCP header is cut off or wrong (2 times)',
  ]);
});
