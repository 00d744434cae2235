// Capture files of every container, byte order and clock that tools write, damaged ones, and files that are no capture.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CaptureUnusable, isCapture } from '../../../../src/sources/pcap/index.js';
import { inPieces, readLines } from '../../../support/capture-lines.js';
import {
  encodeNumber,
  flagSyn,
  interfaceBlock,
  packetBlock,
  pcapFile,
  pcapngBlock,
  sectionBlock,
  startSeconds,
  tcpFrame,
} from '../../../support/packets.js';
import { handshake, packetsOf } from '../../../support/tcp-script.js';

const hello = packetsOf(`${handshake}C> "hello"`);
const helloLines = [
  '+0 [1] opened client=10.0.0.1:40000 server=10.0.0.2:8007 entry=passive isLateJoin=false',
  '+1 [1] roundTrip toward=server roundTripMs=1',
  '+2 [1] roundTrip toward=client roundTripMs=1',
  '+2 [1] connected leg=only',
  '+3 [1] C> "hello"',
];
const syn = tcpFrame({ flags: flagSyn });
const opened = (atMs: number): string => `+${atMs} [1] ${helloLines[0]?.slice(7)}`;

for (const order of ['little', 'big'] as const) {
  for (const resolution of ['micro', 'nano'] as const) {
    test(`pcap, ${order}-endian, ${resolution}seconds`, async () => {
      const file = pcapFile(hello, { order, resolution });
      let startedAtUnixMs = 0;
      const lines = await readLines(file, {}, (header) => {
        startedAtUnixMs = header.startedAtUnixMs;
      });
      assert.deepEqual(lines, helloLines);
      assert.equal(startedAtUnixMs, startSeconds * 1000);
    });
  }

  test(`pcapng, ${order}-endian`, async () => {
    const ticks = (atMs: number): bigint => BigInt(startSeconds) * 1_000_000n + BigInt(atMs * 1000);
    const packets = hello.map(({ atMs, frame }) => packetBlock(ticks(atMs), frame, order));
    assert.deepEqual(
      await readLines(Buffer.concat([sectionBlock(order), interfaceBlock({ order }), ...packets])),
      helloLines,
    );
  });
}

const clocks: readonly { name: string; options: [number, Buffer][]; perSec: bigint; offsetSec: number }[] = [
  { name: 'nanoseconds', options: [[9, Buffer.from([9])]], perSec: 1_000_000_000n, offsetSec: 0 },
  { name: 'milliseconds', options: [[9, Buffer.from([3])]], perSec: 1000n, offsetSec: 0 },
  { name: '2^-20 seconds', options: [[9, Buffer.from([0x80 | 20])]], perSec: 1n << 20n, offsetSec: 0 },
  {
    name: 'an offset of 1000 seconds',
    options: [[14, Buffer.from([0xe8, 3, 0, 0, 0, 0, 0, 0])]],
    perSec: 1_000_000n,
    offsetSec: 1000,
  },
];

for (const { name, options, perSec, offsetSec } of clocks) {
  test(`pcapng whose clock has ${name}`, async () => {
    const start = BigInt(startSeconds) * perSec;
    const blocks = [sectionBlock(), interfaceBlock({ options }), packetBlock(start, tcpFrame({ payload: 'a' }))];
    blocks.push(packetBlock(start + perSec / 4n, tcpFrame({ payload: 'b', sequence: 1 })));
    let startedAtUnixMs = 0;
    const lines = await readLines(Buffer.concat(blocks), {}, (header) => {
      startedAtUnixMs = header.startedAtUnixMs;
    });
    assert.equal(startedAtUnixMs, (startSeconds + offsetSec) * 1000);
    assert.equal(lines.at(-1), '+250 [1] C> "b"');
  });
}

test('nanoseconds survive: two packets one nanosecond apart', async () => {
  const start = BigInt(startSeconds) * 1_000_000_000n + 999_999_999n;
  const blocks = [sectionBlock(), interfaceBlock({ options: [[9, Buffer.from([9])]] })];
  blocks.push(packetBlock(start, syn), packetBlock(start + 1n, tcpFrame({ sequence: 1, payload: 'x' })));
  assert.equal((await readLines(Buffer.concat(blocks))).at(-1), '+0.000001 [1] C> "x"');
});

test('two sections number their interfaces anew, each in its own byte order', async () => {
  const ticks = BigInt(startSeconds) * 1_000_000n;
  const rawFrame = tcpFrame({ sequence: 1, payload: 'second' }).subarray(14);
  const file = Buffer.concat([
    sectionBlock('little'),
    interfaceBlock(),
    packetBlock(ticks, syn),
    sectionBlock('big'),
    interfaceBlock({ order: 'big', linkType: 101 }),
    packetBlock(ticks, rawFrame, 'big'),
  ]);
  assert.deepEqual(await readLines(file), [opened(0), '+0 [1] connected leg=only', '+0 [1] C> "second"']);
});

test('simple packets have no time and end at the snap length', async () => {
  const frame = tcpFrame({ payload: '0123456789' });
  const body = Buffer.concat([encodeNumber(frame.length, 4, 'little'), frame.subarray(0, frame.length - 4)]);
  const file = Buffer.concat([sectionBlock(), interfaceBlock({ snapBytes: frame.length - 4 }), pcapngBlock(3, body)]);
  assert.deepEqual((await readLines(file)).slice(1), [
    '+0 [1] C> "012345"',
    '+0 [1] missing C> byteCount=4 code=capture/gap detail=4 bytes are not in the capture',
  ]);
});

test('obsolete packet blocks are read, other blocks are skipped', async () => {
  const numbers = [
    0,
    Math.floor((startSeconds * 1e6) / 2 ** 32),
    (startSeconds * 1e6) % 2 ** 32,
    syn.length,
    syn.length,
  ];
  const obsolete = pcapngBlock(2, Buffer.concat([...numbers.map((one) => encodeNumber(one, 4, 'little')), syn]));
  const skipped = [4, 5, 0x0bad, 0x40000bad].map((type) => pcapngBlock(type, Buffer.alloc(20)));
  assert.deepEqual(await readLines(Buffer.concat([sectionBlock(), ...skipped, interfaceBlock(), obsolete])), [
    opened(0),
  ]);
});

test('packets that the capture tool dropped are said, as often as it counts them', async () => {
  const statistics = (from: number, byInterface: bigint, bySystem: bigint): Buffer => {
    const option = (code: number, value: bigint): Buffer => {
      const bytes = Buffer.alloc(12);
      bytes.writeUInt16LE(code, 0);
      bytes.writeUInt16LE(8, 2);
      bytes.writeBigUInt64LE(value, 4);
      return bytes;
    };
    const head = Buffer.concat([encodeNumber(from, 4, 'little'), Buffer.alloc(8)]);
    return pcapngBlock(5, Buffer.concat([head, option(4, 99n), option(5, byInterface), option(7, bySystem)]));
  };
  const packet = packetBlock(BigInt(startSeconds) * 1_000_000n, syn);
  const blocks = [sectionBlock(), interfaceBlock(), interfaceBlock(), packet];
  const lines = await readLines(
    Buffer.concat([...blocks, statistics(0, 2n, 0n), statistics(0, 3n, 1n), statistics(1, 0n, 5n)]),
  );
  assert.deepEqual(lines, [
    opened(0),
    '+0 [0] problem code=capture/gap detail=packets that the capture tool dropped: 9',
  ]);
  assert.deepEqual(await readLines(Buffer.concat([...blocks, statistics(0, 0n, 0n)])), [opened(0)]);
});

test('a file that is cut off is read up to there', async () => {
  const file = pcapFile(hello);
  assert.deepEqual(await readLines(file.subarray(0, file.length - 1)), [
    ...helloLines.slice(0, -1),
    '+2 [0] problem code=capture/truncated detail=the file ends inside a packet, 74 bytes are left over',
  ]);
});

test('a hostile length is damage, not a promise of memory', async () => {
  const file = pcapFile(hello);
  file.writeUInt32LE(0xfffffff0, 24 + 8);
  await assert.rejects(readLines(file), CaptureUnusable);
  const later = pcapFile(hello);
  later.writeUInt32LE(0x7fffffff, 24 + 16 + syn.length + 8);
  assert.deepEqual(await readLines(later), [
    opened(0),
    '+0 [0] problem code=capture/malformed detail=a packet of 2147483647 bytes: the file is damaged here',
  ]);
});

test('pcapng damage: a wrong block length ends the reading, a wrong packet does not', async () => {
  const ticks = BigInt(startSeconds) * 1_000_000n;
  const stranger = packetBlock(ticks, syn, 'little', 7);
  const broken = Buffer.concat([encodeNumber(6, 4, 'little'), encodeNumber(13, 4, 'little'), Buffer.alloc(8)]);
  const file = Buffer.concat([sectionBlock(), interfaceBlock(), stranger, packetBlock(ticks, syn), broken]);
  assert.deepEqual(await readLines(file), [
    opened(0),
    '+0 [0] problem code=capture/malformed detail=a packet of an interface that the file does not describe',
    '+0 [0] problem code=capture/malformed detail=a block of type 6 with a length of 13: the file is damaged here',
  ]);
});

test('a clock that steps back is clamped and said', async () => {
  const [first, second, third, fourth] = hello;
  const file = pcapFile([first!, second!, { ...third!, atMs: 0.5 }, fourth!]);
  const lines = await readLines(file);
  assert.ok(lines.includes('+1 [1] connected leg=only'));
  assert.equal(
    lines.at(-1),
    "+3 [0] problem code=capture/clock detail=steps back of the capture's clock: 1, the largest 0.500000 ms",
  );
});

test('what is no capture is refused in one sentence with a next step', async () => {
  await assert.rejects(readLines(Buffer.from('{"pbscope":1}\n')), /begins with 7b227062.*convert it/);
  await assert.rejects(readLines(Buffer.alloc(0)), /is empty; record it again/);
  await assert.rejects(readLines(Buffer.from([0xd4])), CaptureUnusable);
  await assert.rejects(readLines(pcapFile([])), /holds no packets; check the filter/);
});

test('captures are told by their first four bytes', () => {
  assert.ok(isCapture(pcapFile([])));
  assert.ok(isCapture(sectionBlock('big')));
  assert.ok(!isCapture(Buffer.from('{"pb')));
  assert.ok(!isCapture(Buffer.from([0x0a, 0x0d])));
});

test('any cut of the file gives the same events', async () => {
  const file = pcapFile(hello);
  for (const pieceBytes of [1, 2, 3, 7, 16, 41])
    assert.deepEqual(await readLines(inPieces(file, pieceBytes)), helloLines);
});
