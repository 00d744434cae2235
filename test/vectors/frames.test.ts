// Frames of RFC 9113 6 one by one: a sentence why, hex, the line that `report --format frames` shows (D2). The head of each is
// length (3 bytes), type, flags, stream (4 bytes).
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFrame, type FrameRecord } from '../../src/core/decode/index.js';
import { c, cutAgain, decodeEvents } from '../support/decode-lines.js';
import { join, preface, settings } from '../support/http2-bytes.js';

const vectors: readonly (readonly [why: string, hex: string, lines: readonly string[]])[] = [
  [
    'SETTINGS: two settings, one that nobody knows',
    '00000c 04 00 00000000 0004 00010000 00ff 00000007',
    ['SETTINGS 0 len=12 flags=0x0 INITIAL_WINDOW_SIZE=65536 0xff=7'],
  ],
  ['SETTINGS: acknowledged', '000000 04 01 00000000', ['SETTINGS 0 len=0 flags=0x1 ack']],
  [
    'HEADERS: two fields of the static table, end of stream and of headers',
    '000002 01 05 00000001 82 84',
    ['HEADERS 1 len=2 flags=0x5 :method=GET :path=/'],
  ],
  [
    'HEADERS: padded and with priority',
    '00000b 01 2d 00000001 03 80000000 10 82 84 000000',
    ['HEADERS 1 len=11 flags=0x2d :method=GET :path=/'],
  ],
  [
    'CONTINUATION: the frame that ends the block shows the fields',
    '000001 01 01 00000001 82 000001 09 04 00000001 84',
    ['HEADERS 1 len=1 flags=0x1', 'CONTINUATION 1 len=1 flags=0x4 :method=GET :path=/'],
  ],
  [
    'DATA: padded, ends the stream',
    '000002 01 04 00000001 83 84 000006 00 09 00000001 02 616263 0000',
    ['HEADERS 1 len=2 flags=0x4 :method=POST :path=/', 'DATA 1 len=6 flags=0x9'],
  ],
  [
    'DATA: nothing but the end',
    '000002 01 04 00000001 83 84 000000 00 01 00000001',
    ['HEADERS 1 len=2 flags=0x4 :method=POST :path=/', 'DATA 1 len=0 flags=0x1'],
  ],
  ['PRIORITY', '000005 02 00 00000003 00000001 0f', ['PRIORITY 3 len=5 flags=0x0']],
  ['RST_STREAM: by name', '000004 03 00 00000001 00000008', ['RST_STREAM 1 len=4 flags=0x0 CANCEL']],
  ['RST_STREAM: a code that has no name', '000004 03 00 00000001 000000ff', ['RST_STREAM 1 len=4 flags=0x0 0xff']],
  [
    'PING and its answer',
    '000008 06 00 00000000 0000000000000001 000008 06 01 00000000 0000000000000001',
    ['PING 0 len=8 flags=0x0', 'PING 0 len=8 flags=0x1 ack'],
  ],
  [
    'GOAWAY with debug data',
    '00000b 07 00 00000000 00000005 00000002 627965',
    ['GOAWAY 0 len=11 flags=0x0 last=5 INTERNAL_ERROR'],
  ],
  [
    'WINDOW_UPDATE: the reserved bit is not part of the number',
    '000004 08 00 80000000 80000400',
    ['WINDOW_UPDATE 0 len=4 flags=0x0 +1024'],
  ],
  [
    'a frame of an unknown type is passed over',
    '000003 fa 55 00000009 010203 000000 04 01 00000000',
    ['0xfa 9 len=3 flags=0x55', 'SETTINGS 0 len=0 flags=0x1 ack'],
  ],
];

function decodeFrames(sent: Parameters<typeof decodeEvents>[0]): string[] {
  const frames: FrameRecord[] = [];
  decodeEvents(sent, { alpn: 'h2', onFrame: (frame) => frames.push(frame) });
  // Without the SETTINGS that every connection begins with, and without time and place.
  return frames.slice(1).map((frame) => describeFrame(frame).replace(/^\S+ \S+ C> /, ''));
}

for (const [why, hex, lines] of vectors) {
  test(why, () => {
    const sent = [c(1, join(preface, settings({}))), c(2, Buffer.from(hex.replaceAll(' ', ''), 'hex'))];
    assert.deepEqual(decodeFrames(sent), lines);
    assert.deepEqual(decodeFrames(cutAgain(sent, [1])), lines);
  });
}

test('a frame of an unknown type with 16 MiB - 1: counted, no fault', () => {
  const head = Buffer.from('fffffffa0000000000', 'hex');
  const rest = new Uint8Array(1024 * 1024);
  const pieces = [...Array.from({ length: 15 }, () => rest), rest.subarray(1)];
  const sent = [c(1, join(preface, settings({}))), c(2, head), ...pieces.map((piece) => c(3, piece))];
  assert.deepEqual(decodeFrames(sent), ['0xfa 0 len=16777215 flags=0x0']);
});

test('PUSH_PROMISE: its fields are read, because the next ones can name them; its stream may answer', () => {
  const frames: string[] = [];
  const settingsOfServer = '000000 04 00 00000000';
  const promise = '00000b 05 04 00000001 00000002 82 84 40 01 61 01 62';
  const reply = '000002 01 05 00000002 88 be';
  const bytes = Buffer.from(`${settingsOfServer}${promise}${reply}`.replaceAll(' ', ''), 'hex');
  const sent = [c(0, join(preface, settings({}))), c(1, Buffer.from('0000020105000000018284', 'hex'))];
  const events = decodeEvents([...sent, { atMs: 2, direction: 'toClient', bytes }], {
    alpn: 'h2',
    onFrame: (frame) => frames.push(describeFrame(frame).replace(/^\S+ \S+ /, '')),
  });
  assert.deepEqual(frames.slice(-2), [
    'S> PUSH_PROMISE 1 len=11 flags=0x4 :method=GET :path=/',
    'S> HEADERS 2 len=2 flags=0x5 :status=200',
  ]);
  assert.ok(!events.some((event) => event.kind === 'problem'));
});
