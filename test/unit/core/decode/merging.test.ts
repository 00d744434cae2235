// How Events come out (D3): body progress merged in buckets of byte time, all connections in order of time, traffic ten times a second.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { captureNothing, WireDecoder } from '../../../../src/core/decode/index.js';
import { describeEvent, type Event } from '../../../../src/core/event/index.js';
import type { WireEvent } from '../../../../src/core/wire/index.js';
import { text } from '../../../support/http2-bytes.js';

const open = (connection: number): WireEvent => ({
  kind: 'opened',
  connection,
  atMs: 0,
  client: 'c:1',
  server: 's:2',
  entry: 'passive',
  isLateJoin: false,
});
const send = (connection: number, atMs: number, bytes: string): WireEvent => ({
  kind: 'bytes',
  connection,
  atMs,
  direction: 'toServer',
  bytes: text(bytes),
});
const post = 'POST / HTTP/1.1\r\ncontent-length: 1000\r\n\r\n';

function start(connectionCount: number): {
  readonly decoder: WireDecoder;
  readonly show: (events: readonly Event[]) => string[];
} {
  const decoder = new WireDecoder({ capture: captureNothing });
  for (let connection = 1; connection <= connectionCount; connection += 1) {
    decoder.feed(open(connection));
    decoder.feed(send(connection, 0, post));
  }
  return { decoder, show: (events) => events.map(describeEvent) };
}

test('one Event for the bytes of 5 ms, which comes when time is past them', () => {
  const { decoder, show } = start(1);
  const fed = [send(1, 11, 'aa'), send(1, 12, 'bbb'), send(1, 14.9, 'c'), send(1, 15, 'd')];
  assert.deepEqual(
    fed.map((event) => show(decoder.feed(event))),
    [[], [], [], ['+14.900 [1] C> data h1#1 6 window=?/?']],
  );
  assert.deepEqual(show(decoder.advanceTo(19)), []);
  assert.deepEqual(show(decoder.advanceTo(20)), ['+15.000 [1] C> data h1#1 1 window=?/?']);
});

test('what waits of other connections goes out first, in order of time', () => {
  const { decoder, show } = start(3);
  decoder.feed(send(2, 11, 'x'));
  decoder.feed(send(1, 12, 'yy'));
  decoder.feed(send(2, 13, 'z'));
  const ended: WireEvent = { kind: 'ended', connection: 3, atMs: 14, direction: 'toServer', how: 'fin' };
  assert.deepEqual(show(decoder.feed(ended)), [
    '+12.000 [1] C> data h1#1 2 window=?/?',
    '+13.000 [2] C> data h1#1 2 window=?/?',
    '+14.000 [3] C> ended fin',
  ]);
});

test('traffic: what has passed before the first byte of a new tenth of a second, and before the end', () => {
  const { decoder, show } = start(1);
  const length = post.length;
  decoder.feed(send(1, 50, 'a'));
  decoder.feed(send(1, 99, 'a'));
  assert.deepEqual(show(decoder.feed(send(1, 100, 'b'))), [
    '+99.000 [1] C> data h1#1 1 window=?/?',
    `+100.000 [1] traffic toServer=${length + 2} toClient=0`,
  ]);
  assert.deepEqual(show(decoder.advanceTo(250)), [
    '+100.000 [1] C> data h1#1 1 window=?/?',
    `+250.000 [1] traffic toServer=${length + 3} toClient=0`,
  ]);
  decoder.feed(send(1, 260, 'cc'));
  const closed: WireEvent = { kind: 'closed', connection: 1, atMs: 261, by: 'client', how: 'fin' };
  assert.deepEqual(show(decoder.feed(closed)), [
    '+260.000 [1] C> data h1#1 2 window=?/?',
    `+261.000 [1] traffic toServer=${length + 5} toClient=0`,
    '+261.000 [1] closed by client fin',
  ]);
  assert.deepEqual(show(decoder.feed(send(1, 262, 'gone'))), []);
});

test('the end of the source: everything out, then sourceEnded', () => {
  const { decoder, show } = start(2);
  decoder.feed(send(2, 10, 'x'));
  assert.deepEqual(show(decoder.end(12, 'stopped')), [
    '+10.000 [2] C> data h1#1 1 window=?/?',
    `+12.000 [1] traffic toServer=${post.length} toClient=0`,
    `+12.000 [2] traffic toServer=${post.length + 1} toClient=0`,
    '+12.000 [0] sourceEnded stopped',
  ]);
});

test('a clock that steps back stands still', () => {
  const { decoder } = start(1);
  decoder.advanceTo(100);
  const fact: WireEvent = { kind: 'pressure', connection: 1, atMs: 50, direction: 'toServer', isOn: true };
  assert.deepEqual(decoder.feed(fact).map(describeEvent).at(-1), '+100.000 [1] C> pressure on');
});

test('connections beyond a bound are not followed, and it is said', () => {
  const decoder = new WireDecoder({ capture: captureNothing });
  for (let connection = 1; connection <= 20_000; connection += 1) decoder.feed(open(connection));
  assert.deepEqual(decoder.feed(open(20_001)).map(describeEvent), [
    '+0.000 [20001] opened c:1 -> s:2 passive',
    '+0.000 [20001] C> wentDark: more than 20000 connections are open',
    '+0.000 [20001] S> wentDark: more than 20000 connections are open',
  ]);
  assert.deepEqual(decoder.feed(send(20_001, 0, post)), []);
  decoder.feed({ kind: 'closed', connection: 7, atMs: 0, by: 'client', how: 'fin' });
  assert.equal(decoder.feed(open(20_002)).length, 1);
});
