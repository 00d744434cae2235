// What passes the gate between the HTTP stack and the socket. In: frames, cut anywhere, and orders. Out: the frames for the wire.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FrameGate } from '../../../../src/pbs-server/transport/frame-gate.js';

type Frame = readonly [type: number, stream: number, payload: readonly number[]];
const dataType = 0;
const updateType = 8;

function encode([type, stream, payload]: Frame): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head[3] = type;
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, Buffer.from(payload)]);
}

const update = (stream: number, increment: number): Frame => [
  updateType,
  stream,
  [0, 0, increment >> 8, increment & 255],
];

function feedCut(gate: FrameGate, bytes: Buffer, sizes: readonly number[]): Buffer {
  const out: Uint8Array[] = [];
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const size = sizes.length === 0 ? bytes.length : (sizes[i % sizes.length] ?? 1);
    out.push(...gate.feed(bytes.subarray(at, at + size)));
    at += size;
  }
  return Buffer.concat(out);
}

const arbitraryFrame: fc.Arbitrary<Frame> = fc.oneof(
  fc.tuple(fc.constantFrom(dataType, 1, 4, 6), fc.constantFrom(0, 1, 3), fc.array(fc.nat(255), { maxLength: 40 })),
  fc.tuple(fc.constantFrom(0, 1, 3), fc.integer({ min: 1, max: 60_000 })).map(([stream, n]) => update(stream, n)),
);
const cuts = fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 8 });

test('without orders the bytes are the same, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(arbitraryFrame, { maxLength: 20 }), cuts, (frames, sizes) => {
      const bytes = Buffer.concat(frames.map(encode));
      assert.deepEqual(feedCut(new FrameGate(), bytes, sizes), bytes);
    }),
  );
});

test('held updates are left out, the rest is the same; released, each stream gets its sum', () => {
  fc.assert(
    fc.property(
      fc.array(arbitraryFrame, { maxLength: 20 }),
      cuts,
      fc.constantFrom(0, 1, 3, null),
      (frames, sizes, held) => {
        const gate = new FrameGate();
        const release = gate.hold(held === null ? 'all' : held === 0 ? 'connection' : { stream: held });
        const isHeld = ([type, stream]: Frame): boolean => type === updateType && (held === null || held === stream);
        const passed = feedCut(gate, Buffer.concat(frames.map(encode)), sizes);
        assert.deepEqual(passed, Buffer.concat(frames.filter((frame) => !isHeld(frame)).map(encode)));
        const sums = new Map<number, number>();
        for (const frame of frames.filter(isHeld)) {
          const [, stream, [, , high = 0, low = 0]] = frame;
          sums.set(stream, (sums.get(stream) ?? 0) + high * 256 + low);
        }
        const granted = new Map(
          release().map((frame) => [Buffer.from(frame).readUInt32BE(5), Buffer.from(frame).readUInt32BE(9)]),
        );
        assert.deepEqual(granted, sums);
        assert.deepEqual(feedCut(gate, encode(update(1, 5)), []), encode(update(1, 5)));
      },
    ),
  );
});

test('two holds on one stream: the first to end grants nothing', () => {
  const gate = new FrameGate();
  const short = gate.hold('all');
  const long = gate.hold('connection');
  gate.feed(encode(update(0, 7)));
  gate.feed(encode(update(5, 8)));
  assert.deepEqual(Buffer.concat(short()), encode(update(5, 8)));
  assert.deepEqual(Buffer.concat(long()), encode(update(0, 7)));
});

test('foreign bytes wait for the end of a frame', () => {
  const gate = new FrameGate();
  const frame = encode([dataType, 1, [1, 2, 3, 4]]);
  assert.deepEqual(gate.put(Buffer.from('a')), [Buffer.from('a')]);
  const begun = Buffer.concat(gate.feed(frame.subarray(0, 11)));
  assert.deepEqual(gate.put(Buffer.from('b')), []);
  const rest = Buffer.concat([...gate.feed(frame.subarray(11)), ...gate.feed(frame)]);
  assert.deepEqual(Buffer.concat([begun, rest]), Buffer.concat([frame, Buffer.from('b'), frame]));
});

test('a stream that was reset says no more, the others do', () => {
  const gate = new FrameGate();
  const reset = Buffer.concat(gate.reset(3, 8));
  assert.deepEqual(reset, encode([3, 3, [0, 0, 0, 8]]));
  const other = encode([dataType, 1, [7]]);
  const passed = feedCut(gate, Buffer.concat([encode([dataType, 3, [1, 2]]), other, encode([dataType, 3, []])]), [1]);
  assert.deepEqual(passed, other);
});
