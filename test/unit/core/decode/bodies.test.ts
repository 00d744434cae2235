// What is kept of bodies (D1): parts whose borders depend on the policy and the bytes alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BodyCapture, type BodyContext, WireDecoder } from '../../../../src/core/decode/index.js';
import { decodeBase64, describeEvent, type Event } from '../../../../src/core/event/index.js';
import { c, cutAgain, decodeEvents, type Sent, s } from '../../../support/decode-lines.js';
import { data, headers, join, preface, resetStream, settings, text } from '../../../support/http2-bytes.js';

const begin = c(0, join(preface, settings({})));
const post = (stream: number): Uint8Array =>
  headers(stream, { ':method': 'POST', ':scheme': 'https', ':path': '/blob' });
const letters = (count: number): Uint8Array => Uint8Array.from({ length: count }, (_, index) => 97 + (index % 26));

const showParts = (events: readonly Event[]): string[] =>
  events.flatMap((event) => {
    if (event.kind === 'bodyEnd') return [`end ${event.stream} ${event.totalBytes}`];
    if (event.kind === 'streamReset') return [`reset ${event.stream}`];
    if (event.kind !== 'bodyPart') return [];
    const bytes = decodeBase64(event.base64);
    return [`${event.stream} at ${event.offset}: ${bytes.length > 40 ? bytes.length : Buffer.from(bytes).toString()}`];
  });

function parts(sent: readonly Sent[], capture: BodyCapture): string[] {
  const read = (pieces: readonly Sent[]): string[] => showParts(decodeEvents(pieces, { alpn: 'h2', capture }));
  const whole = read(sent);
  for (const size of [1, 7]) assert.deepEqual(read(cutAgain(sent, [size])), whole);
  return whole;
}

const tenLetters = [begin, c(1, join(post(1), data(1, letters(4)), data(1, text('efghij'), 1)))];

test('none', () => {
  assert.deepEqual(parts(tenLetters, { mode: 'none' }), ['end 1 10']);
});

test('first n: one part when they are there, or when the body is shorter', () => {
  assert.deepEqual(parts(tenLetters, { mode: 'first', byteCount: 6 }), ['1 at 0: abcdef', 'end 1 10']);
  assert.deepEqual(parts(tenLetters, { mode: 'first', byteCount: 12 }), ['1 at 0: abcdefghij', 'end 1 10']);
});

test('whole: one part at the end, cut at the limit', () => {
  assert.deepEqual(parts(tenLetters, { mode: 'whole', limitBytes: 100 }), ['1 at 0: abcdefghij', 'end 1 10']);
  assert.deepEqual(parts(tenLetters, { mode: 'whole', limitBytes: 3 }), ['1 at 0: abc', 'end 1 10']);
});

test('stream: parts of 16 KiB, the rest at the end', () => {
  const body = [data(1, letters(10_000)), data(1, letters(10_000)), data(1, letters(13_000), 1)];
  assert.deepEqual(parts([begin, c(1, join(post(1), ...body))], { mode: 'stream' }), [
    '1 at 0: 16384',
    '1 at 16384: 16384',
    '1 at 32768: 232',
    'end 1 33000',
  ]);
});

test('a reset, and the end of the connection, give out what there is', () => {
  const sent = [
    begin,
    c(1, join(post(1), data(1, letters(3)), post(3), data(3, letters(2)))),
    s(9, join(settings({}), resetStream(1, 8))),
  ];
  assert.deepEqual(parts(sent, { mode: 'whole', limitBytes: 100 }), ['1 at 0: abc', 'reset 1', '3 at 0: ab']);
});

test('an answer before the request is complete does not lose what is kept of the request', () => {
  const sent = [
    begin,
    c(1, join(post(1), data(1, letters(3)))),
    s(9, join(settings({}), headers(1, { ':status': '400' }), data(1, text('no'), 1))),
    c(20, data(1, text('def'), 1)),
  ];
  assert.deepEqual(parts(sent, { mode: 'whole', limitBytes: 100 }), [
    '1 at 0: no',
    'end 1 2',
    '1 at 0: abcdef',
    'end 1 6',
  ]);
});

test('the policy is asked once per direction, when the head is known', () => {
  const asked: BodyContext[] = [];
  const decoder = new WireDecoder({
    capture: (context) => {
      asked.push(context);
      return { mode: 'none' };
    },
  });
  decoder.feed({
    kind: 'opened',
    connection: 1,
    atMs: 0,
    client: 'c',
    server: 's',
    entry: 'passive',
    isLateJoin: false,
  });
  const feed = (sent: Sent): unknown => decoder.feed({ kind: 'bytes', connection: 1, ...sent });
  feed(c(1, text('POST /a HTTP/1.1\r\ncontent-length: 1\r\n\r\nxGET /b HTTP/1.1\r\n\r\n')));
  feed(
    s(
      2,
      text('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 1\r\n\r\nyHTTP/1.1 204 No\r\n\r\n'),
    ),
  );
  const base = { protocol: 'http1', method: 'POST', target: '/a', upgrade: null };
  assert.deepEqual(asked, [
    { ...base, direction: 'toServer', status: null },
    { ...base, direction: 'toClient', status: 201 },
  ]);
});

test('bodies that wait for their end are bounded together: what does not fit is not kept', () => {
  const mebibyte = new Uint8Array(1024 * 1024);
  const decoder = new WireDecoder({ capture: () => ({ mode: 'whole', limitBytes: 10 * mebibyte.length }) });
  decoder.feed({
    kind: 'opened',
    connection: 1,
    atMs: 0,
    client: 'c',
    server: 's',
    entry: 'passive',
    isLateJoin: false,
  });
  const feed = (bytes: Uint8Array): readonly Event[] =>
    decoder.feed({ kind: 'bytes', connection: 1, atMs: 1, direction: 'toServer', bytes });
  const events = [...feed(join(preface, settings({})))];
  for (let stream = 1; stream < 140; stream += 2) events.push(...feed(join(post(stream), data(stream, mebibyte))));
  events.push(...feed(join(data(1, text('z'), 1), data(139, text('z'), 1))));
  assert.deepEqual(showParts(events), ['1 at 0: 1048576', 'end 1 1048577', 'end 139 1048577']);
  assert.deepEqual(
    events.filter((event) => event.kind === 'problem' && event.code === 'decode/internal').map(describeEvent),
    [],
  );
});
