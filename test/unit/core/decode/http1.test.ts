// HTTP/1.1 as text in, Events as text out: where heads and bodies begin and end, and what answers what. RFC 9112.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { c, cutAgain, decodeLines, type Sent, s } from '../../../support/decode-lines.js';
import { text } from '../../../support/http2-bytes.js';

const client = (atMs: number, ...lines: string[]): Sent => c(atMs, text(lines.join('\r\n')));
const server = (atMs: number, ...lines: string[]): Sent => s(atMs, text(lines.join('\r\n')));

function check(sent: readonly Sent[], expected: readonly string[]): void {
  assert.deepEqual(decodeLines(sent), expected);
  assert.deepEqual(decodeLines(cutAgain(sent, [1])), expected);
}

test('keep-alive: two exchanges, targets untouched, length by content-length', () => {
  check(
    [
      client(1, 'POST //api2/json/x?a=%2F HTTP/1.1', 'Content-Length: 3', '', 'abc'),
      server(2, 'HTTP/1.1 200 OK', 'content-length: 2', '', 'ok'),
      client(3, 'GET //api2/json/y? HTTP/1.1', '', ''),
      server(4, 'HTTP/1.1 404 Not Found', 'content-length: 0', '', ''),
    ],
    [
      '+1.000 C> requestHead h1#1 POST //api2/json/x?a=%2F authority=- content-length=3',
      '+1.000 C> data h1#1 3 window=?/?',
      '+1.000 C> bodyEnd h1#1 3',
      '+2.000 S> responseHead h1#1 200 content-length=2',
      '+2.000 S> data h1#1 2 window=?/?',
      '+2.000 S> bodyEnd h1#1 2',
      '+3.000 C> requestHead h1#2 GET //api2/json/y? end authority=-',
      '+3.000 C> bodyEnd h1#2 0',
      '+4.000 S> responseHead h1#2 404 end content-length=0',
      '+4.000 S> bodyEnd h1#2 0',
    ],
  );
});

test('chunked: extensions, trailers, sizes in either case', () => {
  check(
    [
      client(1, 'GET / HTTP/1.1', '', ''),
      server(
        2,
        'HTTP/1.1 200 OK',
        'Transfer-Encoding: gzip, Chunked',
        '',
        '3;a=b',
        'abc',
        'A',
        '0123456789',
        '0',
        'server: t',
        'x-secret: 1',
        '',
        '',
      ),
    ],
    [
      '+1.000 C> requestHead h1#1 GET / end authority=-',
      '+1.000 C> bodyEnd h1#1 0',
      '+2.000 S> responseHead h1#1 200 transfer-encoding=gzip, Chunked',
      '+2.000 S> data h1#1 13 window=?/?',
      '+2.000 S> trailers h1#1 server=t',
      '+2.000 S> bodyEnd h1#1 13',
    ],
  );
});

test('no length: the body of an answer ends with the connection', () => {
  check(
    [client(1, 'GET / HTTP/1.0', '', ''), server(2, 'HTTP/1.0 200 OK', '', 'some'), server(9, 'thing')],
    [
      '+1.000 C> requestHead h1#1 GET / end authority=-',
      '+1.000 C> bodyEnd h1#1 0',
      '+2.000 S> responseHead h1#1 200',
      '+2.000 S> data h1#1 4 window=?/?',
      '+9.000 S> data h1#1 5 window=?/?',
      '+9.000 S> bodyEnd h1#1 9',
    ],
  );
});

test('HEAD, 204 and 304 have no body, whatever they announce; 1xx comes before the answer', () => {
  check(
    [
      client(1, 'HEAD / HTTP/1.1', '', 'GET /a HTTP/1.1', '', 'GET /b HTTP/1.1', '', ''),
      server(2, 'HTTP/1.1 200 OK', 'content-length: 99', '', 'HTTP/1.1 204 No', '', ''),
      server(3, 'HTTP/1.1 103 Early', '', 'HTTP/1.1 304 Not', 'content-length: 7', '', ''),
    ],
    [
      '+1.000 C> requestHead h1#1 HEAD / end authority=-',
      '+1.000 C> bodyEnd h1#1 0',
      '+1.000 C> requestHead h1#2 GET /a end authority=-',
      '+1.000 C> bodyEnd h1#2 0',
      '+1.000 C> requestHead h1#3 GET /b end authority=-',
      '+1.000 C> bodyEnd h1#3 0',
      '+2.000 S> responseHead h1#1 200 end content-length=99',
      '+2.000 S> bodyEnd h1#1 0',
      '+2.000 S> responseHead h1#2 204 end',
      '+2.000 S> bodyEnd h1#2 0',
      '+3.000 S> responseHead h1#3 103',
      '+3.000 S> responseHead h1#3 304 end content-length=7',
      '+3.000 S> bodyEnd h1#3 0',
    ],
  );
});

test('bare line feeds, folded lines, empty lines before a request: tolerated', () => {
  check(
    [c(1, text('\r\n\nGET / HTTP/1.1\nhost: a\nuser-agent: b\n c\n\n'))],
    ['+1.000 C> requestHead h1#1 GET / end authority=a host=a user-agent=b c', '+1.000 C> bodyEnd h1#1 0'],
  );
});

test('an answer can come before its request is complete', () => {
  check(
    [
      client(1, 'POST / HTTP/1.1', 'content-length: 6', '', 'abc'),
      server(2, 'HTTP/1.1 400 Bad', 'content-length: 0', '', ''),
      client(3, 'def'),
    ],
    [
      '+1.000 C> requestHead h1#1 POST / authority=- content-length=6',
      '+1.000 C> data h1#1 3 window=?/?',
      '+2.000 S> responseHead h1#1 400 end content-length=0',
      '+2.000 S> bodyEnd h1#1 0',
      '+3.000 C> data h1#1 3 window=?/?',
      '+3.000 C> bodyEnd h1#1 6',
    ],
  );
});

test('a direction that is no HTTP goes dark; the other one is read on', () => {
  check(
    [c(1, text('\x16\x03\x01 a ClientHello')), server(2, 'HTTP/1.1 400 Bad Request', 'content-length: 0', '', '')],
    [
      '+1.000 C> problem http1/bad-head: not text: byte 16 "." in the first line',
      '+1.000 C> wentDark: not text: byte 16 "." in the first line',
      '+2.000 S> responseHead h1#1 400 end content-length=0',
      '+2.000 S> bodyEnd h1#1 0',
    ],
  );
});

for (const [why, head] of [
  ['two lengths', ['content-length: 1', 'content-length: 2']],
  ['a length that is no number', ['content-length: -1']],
  ['a coding that is not chunked', ['transfer-encoding: gzip']],
  ['a line without a colon', ['hello']],
] as const) {
  test(`a request with ${why} is a fault, because where it ends is not known`, () => {
    const lines = decodeLines([client(1, 'POST / HTTP/1.1', ...head, '', '')]);
    assert.match(lines[0] ?? '', /problem http1\/bad-head/);
    assert.match(lines[1] ?? '', /C> wentDark/);
  });
}
