// Bytes that the source misses: inside one payload they are counted, anywhere else the direction cannot be read on. Never a guess.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WireDecoder } from '../../../../src/core/decode/index.js';
import { describeEvent } from '../../../../src/core/event/index.js';
import { data, frame, headers, join, preface, settings, text } from '../../../support/http2-bytes.js';

type Piece = Uint8Array | number | null;
const missing = '+1.000 [1] C> problem capture/gap: not captured';
const dark = '+1.000 [1] C> wentDark: capture/gap: not captured';

/** Pieces of the client, numbers are missing bytes, null a gap of unknown length. Without what both beginnings have in common. */
function read(pieces: readonly Piece[], skippedCount: number): string[] {
  const decoder = new WireDecoder({ capture: () => ({ mode: 'whole', limitBytes: 100 }) });
  const place = { connection: 1, atMs: 1, direction: 'toServer' } as const;
  const events = [
    ...decoder.feed({
      kind: 'opened',
      connection: 1,
      atMs: 0,
      client: 'c',
      server: 's',
      entry: 'passive',
      isLateJoin: false,
    }),
    ...pieces.flatMap((piece) =>
      decoder.feed(
        piece instanceof Uint8Array
          ? { kind: 'bytes', ...place, bytes: piece }
          : { kind: 'missing', ...place, byteCount: piece, code: 'capture/gap', detail: 'not captured' },
      ),
    ),
    ...decoder.end(1, 'capture-end'),
  ];
  return events
    .map(describeEvent)
    .slice(skippedCount)
    .filter((line) => !/traffic|sourceEnded/.test(line));
}

const sized = text('POST / HTTP/1.1\r\ncontent-length: 10\r\n\r\nab');
const begin = join(preface, settings({}), headers(1, { ':method': 'POST', ':path': '/blob' }));
const frameOf10 = data(1, text('abcdefghij'), 1);

test('inside a body of HTTP/1.1: counted, and the next message is read; what is kept of the body ends there', () => {
  assert.deepEqual(read([sized, 5, text('hijGET /b HTTP/1.1\r\n\r\n')], 2), [
    '+1.000 [1] C> data h1#1 2 window=?/?',
    missing,
    '+1.000 [1] C> data h1#1 5 window=?/?',
    '+1.000 [1] C> bodyPart h1#1 at 0 YWI=',
    '+1.000 [1] C> data h1#1 3 window=?/?',
    '+1.000 [1] C> bodyEnd h1#1 10',
    '+1.000 [1] C> requestHead h1#2 GET /b end authority=-',
    '+1.000 [1] C> bodyEnd h1#2 0',
  ]);
});

test('inside DATA: counted, windows too', () => {
  assert.deepEqual(read([begin, frameOf10.subarray(0, 11), 8, frame(6, 0, 0, new Uint8Array(8))], 5), [
    '+1.000 [1] C> data 1 2 window=65533/65533',
    missing,
    '+1.000 [1] C> data 1 8 window=65525/65525',
    '+1.000 [1] C> bodyPart 1 at 0 YWI=',
    '+1.000 [1] C> bodyEnd 1 10',
    '+1.000 [1] C> ping',
  ]);
});

for (const [why, pieces] of [
  ['beyond the end of DATA', [begin, frameOf10.subarray(0, 11), 9, text('rest')]],
  ['inside the head of a frame', [begin, frameOf10.subarray(0, 4), 5, text('rest')]],
  ['of unknown length', [begin, frameOf10.subarray(0, 11), null, text('rest')]],
] as const) {
  test(`a gap ${why}: dark`, () => {
    const lines = read(pieces, 5).filter((line) => !/ data | bodyPart /.test(line));
    assert.deepEqual(lines, [missing, dark]);
  });
}

test('a gap over frames: dark until a head that leads to another; what began before may have ended in the gap', () => {
  const lost = join(headers(3, { ':method': 'POST', ':path': '/lost' }), data(3, text('lost')));
  const rest = text('the rest of a frame that began in the gap');
  const next = headers(5, { ':method': 'GET', ':path': '/next' }, 5);
  const last = headers(7, { ':method': 'GET', ':path': '/last' }, 5);
  for (const cut of [0, 20, rest.length, rest.length + 5]) {
    const behind = join(rest, data(1, text('late'), 1), data(3, text('more'), 1), next, last);
    assert.deepEqual(
      read([begin, frameOf10.subarray(0, 11), 8 + lost.length, behind.subarray(0, cut), behind.subarray(cut)], 6),
      [
        missing,
        dark,
        '+1.000 [1] C> resumed',
        '+1.000 [1] C> data 3 4 window=?/?',
        '+1.000 [1] C> bodyEnd 3 4',
        '+1.000 [1] C> requestHead 5 GET /next end authority=-',
        '+1.000 [1] C> bodyEnd 5 0',
        '+1.000 [1] C> requestHead 7 GET /last end authority=-',
        '+1.000 [1] C> bodyEnd 7 0',
        '+1.000 [1] C> bodyPart 1 at 0 YWI=',
      ],
    );
  }
});

test('a second gap while no frame was found: nothing more is said, and what is between the two does not count', () => {
  const next = join(headers(5, { ':method': 'GET', ':path': '/next' }, 5), frame(6, 0, 0, new Uint8Array(8)));
  assert.deepEqual(read([begin, frameOf10.subarray(0, 4), 500, text('rest'), 100, next], 5), [
    missing,
    dark,
    missing,
    '+1.000 [1] C> resumed',
    '+1.000 [1] C> requestHead 5 GET /next end authority=-',
    '+1.000 [1] C> bodyEnd 5 0',
    '+1.000 [1] C> ping',
  ]);
});

test('before anything was seen: dark', () => {
  assert.deepEqual(read([5, text('GET / HTTP/1.1\r\n\r\n')], 1), [missing, dark]);
});
