// Flow control as the Events tell it: what a sender may still send, when it waits, and when nobody can know. RFC 9113 5.2, 6.9.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { c, cutAgain, decodeLines, type Sent, s } from '../../../support/decode-lines.js';
import {
  data,
  frame,
  headers,
  join,
  preface,
  resetStream,
  settings,
  settingsAck,
  windowUpdate,
} from '../../../support/http2-bytes.js';

const post = (stream: number): Uint8Array =>
  headers(stream, { ':method': 'POST', ':scheme': 'https', ':path': '/blob' });
const begin = c(0, join(preface, settings({})));
const bytes = (count: number): Uint8Array => new Uint8Array(count);
const frameBytes = 16_000;

/** Lines about windows only. */
function windows(sent: readonly Sent[]): string[] {
  const read = (pieces: readonly Sent[]): string[] =>
    decodeLines(pieces, { alpn: 'h2' }).filter((line) => /> (data|windowStall|problem|wentDark)/.test(line));
  const whole = read(sent);
  assert.deepEqual(read(cutAgain(sent, [999])), whole);
  return whole;
}

test('DATA takes from both windows, padding included; WINDOW_UPDATE gives back', () => {
  const padded = frame(0, 8, 1, join(Uint8Array.of(9), bytes(100), bytes(9)));
  assert.deepEqual(
    windows([
      begin,
      c(1, join(post(1), data(1, bytes(1000)))),
      c(10, padded),
      s(20, join(settings({}), windowUpdate(0, 5000))),
      c(30, data(1, bytes(1))),
    ]),
    [
      '+1.000 C> data 1 1000 window=64535/64535',
      '+10.000 C> data 1 100 window=64425/64425',
      '+30.000 C> data 1 1 window=69424/64424',
    ],
  );
});

test('INITIAL_WINDOW_SIZE moves the open streams when the sender acknowledges, even below zero', () => {
  assert.deepEqual(
    windows([
      begin,
      s(1, settings({ 4: 1000 })),
      c(2, join(post(1), data(1, bytes(3000)))),
      c(10, settingsAck),
      s(20, windowUpdate(1, 2001)),
      c(30, data(1, bytes(1), 1)),
    ]),
    [
      '+2.000 C> data 1 3000 window=62535/62535',
      '+10.000 C> windowStall 1 stalled window=-2000',
      '+20.000 C> windowStall 1 open window=1',
      '+30.000 C> data 1 1 window=62534/0',
    ],
  );
});

test('a sender may use a larger window before it acknowledges it', () => {
  const sent = [
    begin,
    s(1, join(settings({ 4: 100_000, 5: 4_194_304 }), windowUpdate(0, 100_000))),
    c(2, join(post(1), data(1, bytes(70_000)), settingsAck)),
  ];
  assert.deepEqual(windows(sent), [
    '+2.000 C> data 1 70000 window=95535/-4465',
    '+2.000 C> windowStall 1 stalled window=-4465',
    '+2.000 C> windowStall 1 open window=30000',
  ]);
});

test('the connection window: a stream that has only sent its head waits too', () => {
  const fill = Array.from({ length: 4 }, () => data(1, bytes(frameBytes)));
  assert.deepEqual(
    windows([
      begin,
      c(1, join(post(1), ...fill, data(1, bytes(1535), 1))),
      c(20, post(3)),
      s(40, join(settings({}), windowUpdate(0, 10))),
      c(41, data(3, bytes(10), 1)),
    ]),
    [
      '+1.000 C> data 1 65535 window=0/0',
      '+20.000 C> windowStall 0 stalled window=0',
      '+40.000 C> windowStall 0 open window=10',
      '+41.000 C> data 3 10 window=0/65525',
    ],
  );
});

test('a stream that is reset waits no more, and what it still sends takes from the connection', () => {
  assert.deepEqual(
    windows([
      begin,
      s(0, settings({ 4: 10 })),
      c(1, join(settingsAck, post(1), data(1, bytes(10)))),
      s(20, resetStream(1, 8)),
      c(30, join(data(1, bytes(100)), post(3), data(3, bytes(1)))),
    ]),
    [
      '+1.000 C> data 1 10 window=65525/0',
      '+1.000 C> windowStall 1 stalled window=0',
      '+20.000 C> windowStall 1 open window=0',
      '+30.000 C> data 3 1 window=65424/9',
    ],
  );
});

test('when the side that opens the windows goes dark, they are not known any more', () => {
  const broken = frame(1, 4, 1, Uint8Array.of(0x80));
  assert.deepEqual(
    windows([
      begin,
      s(0, settings({ 4: 10 })),
      c(1, join(settingsAck, post(1), data(1, bytes(10)))),
      s(20, broken),
      c(30, join(data(1, bytes(100_000), 1), post(3), data(3, bytes(1)))),
    ]).map((line) => line.replace(/problem hpack.*/, 'problem')),
    [
      '+1.000 C> data 1 10 window=65525/0',
      '+1.000 C> windowStall 1 stalled window=0',
      '+20.000 S> problem',
      '+20.000 S> wentDark: index 0',
      '+20.000 C> windowStall 1 open window=0',
      '+30.000 C> problem http2/frame-too-large stream 1: DATA of 100000 bytes, the receiver takes 16384',
      '+30.000 C> data 1 100000 window=?/?',
      '+30.000 C> data 3 1 window=?/?',
    ],
  );
});

test('a window that is opened beyond 2^31-1 is a fault', () => {
  const [line] = windows([begin, s(1, join(settings({}), windowUpdate(0, 2 ** 31 - 1)))]);
  assert.match(line ?? '', /S> problem http2\/window-overrun stream 0: the connection window is opened beyond/);
});
