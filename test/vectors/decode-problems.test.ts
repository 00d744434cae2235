// One vector for every problem that decode can name: a sentence why, what was sent, the line that says it. The last test demands that
// no code is without one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireDecoder } from '../../src/core/decode/index.js';
import { describeEvent, type ProblemCode } from '../../src/core/event/index.js';
import { c, cutAgain, type DecodeSettings, decodeLines, type Sent, s } from '../support/decode-lines.js';
import {
  data,
  frame,
  headers,
  join,
  preface,
  resetStream,
  settings,
  settingsAck,
  text,
  uint32,
  windowUpdate,
} from '../support/http2-bytes.js';

interface Vector {
  readonly code: ProblemCode;
  readonly why: string;
  readonly sent: readonly Sent[];
  readonly options?: DecodeSettings;
  readonly says: RegExp;
}

const h2 = { alpn: 'h2' } as const;
const begin = c(0, join(preface, settings({})));
const get = { ':method': 'GET', ':scheme': 'https', ':path': '/finish' };
const request = (stream: number): Uint8Array => headers(stream, get);

const vectors: readonly Vector[] = [
  { code: 'http1/bad-head', why: 'a request line needs three parts', sent: [c(1, text('GARBAGE\r\n\r\n'))], says: /./ },
  {
    code: 'http1/head-too-large',
    why: 'a head without an end must not fill memory',
    sent: [c(1, text(`GET / HTTP/1.1\r\nx: ${'a'.repeat(300_000)}`))],
    says: /head of more than/,
  },
  {
    code: 'http1/bad-chunk',
    why: 'a chunk size is hexadecimal',
    sent: [c(1, text('POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'))],
    says: /./,
  },
  {
    code: 'http1/unexpected-reply',
    why: 'a reply that nobody asked for',
    sent: [
      c(1, text('GET / HTTP/1.1\r\n\r\n')),
      s(2, text('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n')),
    ],
    says: /204 without a request/,
  },
  {
    code: 'http2/bad-preface',
    why: 'HTTP/2 begins with 24 fixed bytes; one lost byte is enough',
    sent: [c(1, preface.subarray(1))],
    options: h2,
    says: /the client began with/,
  },
  {
    code: 'http2/not-http2',
    why: 'the first frame of a server is SETTINGS',
    sent: [begin, s(1, text('HTTP/1.1 502 Bad Gateway\r\n\r\n'))],
    options: h2,
    says: /"HTTP\/1.1 502 Bad/,
  },
  {
    code: 'http2/frame-too-large',
    why: 'the receiver has announced no more than 16384',
    sent: [begin, c(1, join(request(1), data(1, new Uint8Array(16_385))))],
    options: h2,
    says: /DATA of 16385 bytes, the receiver takes 16384/,
  },
  {
    code: 'http2/bad-frame',
    why: 'WINDOW_UPDATE has four bytes',
    sent: [begin, c(1, frame(8, 0, 0, new Uint8Array(5)))],
    options: h2,
    says: /WINDOW_UPDATE has 5 bytes, not 4/,
  },
  {
    code: 'http2/bad-settings',
    why: 'MAX_FRAME_SIZE is at least 16384',
    sent: [c(0, join(preface, settings({ 5: 100 })))],
    options: h2,
    says: /MAX_FRAME_SIZE 100 is out of range/,
  },
  {
    code: 'http2/bad-stream',
    why: 'DATA needs a stream that was opened',
    sent: [begin, c(1, data(5, text('x')))],
    options: h2,
    says: /DATA on a stream that was not opened/,
  },
  {
    code: 'http2/bad-continuation',
    why: 'nothing may come between the frames of a header block',
    sent: [begin, c(1, join(headers(1, get, 0), windowUpdate(0, 1)))],
    options: h2,
    says: /WINDOW_UPDATE in the middle of the header block of stream 1/,
  },
  {
    code: 'http2/head-too-large',
    why: 'CONTINUATION without an end must not fill memory',
    sent: [begin, s(0, settings({ 5: 16_000_000 })), c(1, join(settingsAck, frame(1, 0, 1, new Uint8Array(300_000))))],
    options: h2,
    says: /the header block cannot be kept/,
  },
  {
    code: 'http2/window-overrun',
    why: 'the window was 65535',
    sent: [begin, c(1, join(request(1), ...Array.from({ length: 5 }, () => data(1, new Uint8Array(16_384)))))],
    options: h2,
    says: /DATA of 16384 bytes, windows: connection 16383, stream 16383/,
  },
  {
    code: 'http2/too-many-streams',
    why: 'streams that nobody ends are bounded',
    sent: [begin, c(1, join(...Array.from({ length: 10_001 }, (_, index) => request(2 * index + 1))))],
    options: h2,
    says: /more than 10000 streams are open/,
  },
  {
    code: 'hpack/bad-index',
    why: 'index 0 is none',
    sent: [begin, c(1, frame(1, 4, 1, Buffer.from([0x80])))],
    options: h2,
    says: /./,
  },
  {
    code: 'hpack/bad-integer',
    why: 'an integer that never ends',
    sent: [begin, c(1, frame(1, 4, 1, Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])))],
    options: h2,
    says: /./,
  },
  {
    code: 'hpack/bad-huffman',
    why: 'padding must be the first bits of EOS',
    sent: [begin, c(1, frame(1, 4, 1, Buffer.from([0x00, 0x81, 0x00, 0x01, 0x61])))],
    options: h2,
    says: /./,
  },
  {
    code: 'hpack/bad-string',
    why: 'a string longer than its block',
    sent: [begin, c(1, frame(1, 4, 1, Buffer.from([0x00, 0x05, 0x61])))],
    options: h2,
    says: /./,
  },
  {
    code: 'hpack/bad-table-size',
    why: 'a table larger than was allowed',
    sent: [begin, c(1, frame(1, 4, 1, Buffer.from([0x3f, 0xe2, 0x1f])))],
    options: h2,
    says: /./,
  },
  {
    code: 'hpack/list-too-large',
    why: 'one entry of the table, named again and again, unfolds a small block to a large list',
    sent: [
      begin,
      c(
        1,
        frame(
          1,
          4,
          1,
          join(Buffer.from([0x40, 0x01, 0x61, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4000, 0x62), Buffer.alloc(4000, 0xbe)),
        ),
      ),
    ],
    options: h2,
    says: /fields let go/,
  },
  {
    code: 'hpack/late-join',
    why: 'an entry from before the recording',
    sent: [c(1, join(settings({}), frame(1, 5, 1, Buffer.from([0x82, 0xbe]))))],
    options: { isLateJoin: true },
    says: /they stand as \?/,
  },
];

for (const vector of vectors) {
  test(`${vector.code}: ${vector.why}`, () => {
    const lines = decodeLines(vector.sent, vector.options).filter((line) => line.includes(`problem ${vector.code}`));
    assert.ok(lines.length > 0, decodeLines(vector.sent, vector.options).join('\n').slice(0, 2000));
    assert.match(lines[0] ?? '', vector.says);
  });
}

test('decode/internal: what throws inside is caught, said, and the connection only counted', () => {
  const decoder = new WireDecoder({
    capture: () => {
      throw new Error('a broken policy');
    },
  });
  decoder.feed({
    kind: 'opened',
    connection: 1,
    atMs: 0,
    client: 'c:1',
    server: 's:2',
    entry: 'passive',
    isLateJoin: false,
  });
  const events = [
    ...decoder.feed({
      kind: 'bytes',
      connection: 1,
      atMs: 1,
      direction: 'toServer',
      bytes: text('POST / HTTP/1.1\r\ncontent-length: 5\r\n\r\nhello'),
    }),
    ...decoder.feed({ kind: 'bytes', connection: 1, atMs: 2, direction: 'toServer', bytes: text('more') }),
    ...decoder.feed({ kind: 'closed', connection: 1, atMs: 3, by: 'client', how: 'fin' }),
  ].map(describeEvent);
  assert.deepEqual(events, [
    '+1.000 [1] problem decode/internal: a broken policy',
    '+1.000 [1] C> wentDark: decoding failed',
    '+1.000 [1] S> wentDark: decoding failed',
    '+3.000 [1] traffic toServer=47 toClient=0',
    '+3.000 [1] closed by client fin',
  ]);
});

test('every problem of decode has a vector', () => {
  const all: Record<Extract<ProblemCode, `http${string}` | `hpack${string}`>, true> = {
    'http1/bad-head': true,
    'http1/head-too-large': true,
    'http1/bad-chunk': true,
    'http1/unexpected-reply': true,
    'http2/bad-preface': true,
    'http2/not-http2': true,
    'http2/frame-too-large': true,
    'http2/bad-frame': true,
    'http2/bad-settings': true,
    'http2/bad-stream': true,
    'http2/bad-continuation': true,
    'http2/head-too-large': true,
    'http2/window-overrun': true,
    'http2/too-many-streams': true,
    'hpack/bad-index': true,
    'hpack/bad-integer': true,
    'hpack/bad-huffman': true,
    'hpack/bad-string': true,
    'hpack/bad-table-size': true,
    'hpack/list-too-large': true,
    'hpack/late-join': true,
  };
  assert.deepEqual([...new Set(vectors.map((vector) => vector.code))].sort(), Object.keys(all).sort());
});

test('a reset stream takes late DATA without a complaint, and its window still counts', () => {
  const lines = decodeLines(
    [
      begin,
      c(1, request(1)),
      s(2, join(settings({}), resetStream(1, 8))),
      c(3, join(data(1, new Uint8Array(1000)), request(3), data(3, text('x'), 1))),
    ],
    h2,
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('problem')),
    [],
  );
  assert.ok(
    lines.some((line) => line.includes('data 3 1 window=64534/65534')),
    lines.join('\n'),
  );
});

test('a window that runs out stalls the stream until it is opened', () => {
  const lines = decodeLines(
    [
      begin,
      s(0, settings({ 4: 10 })),
      c(1, join(settingsAck, headers(1, get), data(1, new Uint8Array(10)))),
      s(20, windowUpdate(1, 5)),
      c(21, data(1, new Uint8Array(5), 1)),
      s(30, frame(7, 0, 0, uint32(1, 0))),
    ],
    h2,
  );
  assert.deepEqual(
    lines.filter((line) => line.includes('windowStall')),
    ['+1.000 C> windowStall 1 stalled window=0', '+20.000 C> windowStall 1 open window=5'],
  );
});

test('a late join in the middle of DATA finds the next frames, and says what it does not know', () => {
  const body = join(
    data(5, Buffer.alloc(50_000, 0xa5), 1),
    headers(7, get, 5),
    windowUpdate(0, 100),
    data(9, text('x'), 1),
  );
  const lines = decodeLines([c(1, body.subarray(1000))], { isLateJoin: true });
  assert.deepEqual(lines, [
    '+1.000 http2Began late-join',
    '+1.000 C> requestHead 7 GET /finish end authority=-',
    '+1.000 C> bodyEnd 7 0',
    '+1.000 C> windowUpdate 0 +100',
    '+1.000 C> data 9 1 window=?/?',
    '+1.000 C> bodyEnd 9 1',
  ]);
  // However the bytes are cut.
  for (const size of [1, 7, 1000]) {
    assert.deepEqual(decodeLines(cutAgain([c(1, body.subarray(1000))], [size]), { isLateJoin: true }), lines);
  }
});
