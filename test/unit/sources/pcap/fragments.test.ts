// IP packets that were cut on their way: both versions, any order, pieces twice, pieces lost, pieces without end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLines } from '../../../support/capture-lines.js';
import { ethernetBytes, type FileRecord, ipv4Bytes, ipv6Bytes, pcapFile, tcpBytes } from '../../../support/packets.js';

const said = 'a'.repeat(30) + 'b'.repeat(30) + 'c'.repeat(30);
const segment = tcpBytes({ payload: said });

interface Piece {
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
  readonly hasMore: boolean;
}

/** Pieces of 40 bytes, the last one shorter. */
function cut(payload: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  for (let offsetBytes = 0; offsetBytes < payload.length; offsetBytes += 40) {
    const bytes = payload.subarray(offsetBytes, offsetBytes + 40);
    pieces.push({ offsetBytes, bytes, hasMore: offsetBytes + 40 < payload.length });
  }
  return pieces;
}

const inIpv4 = ({ offsetBytes, bytes, hasMore }: Piece, id = 7): Buffer =>
  ethernetBytes(ipv4Bytes(bytes, { id, fragmentWord: (hasMore ? 0x2000 : 0) | (offsetBytes / 8) }));

function inIpv6({ offsetBytes, bytes, hasMore }: Piece, id = 7): Buffer {
  const header = Buffer.from([6, 0, 0, 0, 0, 0, 0, id]);
  header.writeUInt16BE(offsetBytes | (hasMore ? 1 : 0), 2);
  return ethernetBytes(ipv6Bytes(bytes, header, 44), 0x86dd);
}

const recordsOf = (frames: readonly Uint8Array[], stepMs = 0): FileRecord[] =>
  frames.map((frame, index) => ({ frame, atMs: index * stepMs }));

const read = async (frames: readonly Uint8Array[], stepMs = 0): Promise<string[]> =>
  (await readLines(pcapFile(recordsOf(frames, stepMs)))).map((line) => line.replace(/ opened .*/, ' opened'));

const whole = ['+0 [1] opened', `+0 [1] C> ${said.length} bytes`];

for (const [version, frameOf] of [
  ['IPv4', inIpv4],
  ['IPv6', inIpv6],
] as const) {
  const frames = cut(segment).map((piece) => frameOf(piece));

  test(`${version}: pieces in order, backwards, and twice`, async () => {
    assert.deepEqual(await read(frames), whole);
    assert.deepEqual(await read(frames.toReversed()), whole);
    assert.deepEqual(await read(frames.flatMap((frame) => [frame, frame])), whole);
  });

  test(`${version}: two packets whose pieces are mixed`, async () => {
    const second = cut(tcpBytes({ payload: 'second'.repeat(15), sequence: said.length }));
    const mixed = cut(segment).flatMap((piece, index) => [frameOf(piece), frameOf(second[index]!, 8)]);
    assert.deepEqual(await read(mixed), [...whole, '+0 [1] C> 90 bytes']);
  });

  test(`${version}: a piece that is not in the capture`, async () => {
    assert.deepEqual(await read([frames[0]!, frames[2]!]), [
      '+0 [0] problem code=capture/gap detail=packets that IP cut into pieces, some of which are missing: 1',
    ]);
  });
}

test('pieces that overlap: the first copy counts', async () => {
  const overlap: Piece = { offsetBytes: 32, bytes: Buffer.from('x'.repeat(16)), hasMore: true };
  const [first, second, third] = cut(segment);
  assert.deepEqual(await read([first!, overlap, second!, third!].map((piece) => inIpv4(piece))), whole);
});

test('a piece that was cut while capturing: the hole is named, what stands before it is read', async () => {
  const [first, second, third] = cut(segment).map((piece) => inIpv4(piece));
  const records = recordsOf([first!, second!, third!]);
  records[1] = { frame: second!.subarray(0, second!.length - 10), atMs: 0, wireBytes: second!.length };
  const lines = await readLines(pcapFile(records));
  assert.equal(lines[1], '+0 [1] C> 50 bytes');
  assert.match(lines[2] ?? '', /missing C> byteCount=40 code=capture\/gap/);
});

test('pieces older than half a minute are let go, and a flood of first pieces is bounded', async () => {
  const [first, ...rest] = cut(segment).map((piece) => inIpv4(piece));
  const late = await read([first!, ...rest], 31_000);
  assert.deepEqual(late, [
    '+62000 [0] problem code=capture/gap detail=packets that IP cut into pieces, some of which are missing: 3',
  ]);
  const flood = Array.from({ length: 5000 }, (_, id) => inIpv4(cut(segment)[0]!, id));
  assert.deepEqual(await read(flood), [
    '+0 [0] problem code=capture/gap detail=packets that IP cut into pieces, some of which are missing: 5000',
  ]);
});
