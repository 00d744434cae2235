// Which protocol a connection speaks, and the hand-over at the 101 (protocol.md 1.6, 1.7): as Events, for any cut.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { c, cutAgain, type DecodeSettings, decodeLines, type Sent, s } from '../../../support/decode-lines.js';
import { headers, join, preface, settings, settingsAck, text } from '../../../support/http2-bytes.js';

const upgradeRequest = text('GET //api2/json/backup HTTP/1.1\r\nupgrade: proxmox-backup-protocol-v1\r\n\r\n');
const switching = text('HTTP/1.1 101 Switching Protocols\r\nupgrade: proxmox-backup-protocol-v1\r\n\r\n');
const get = headers(1, { ':method': 'GET', ':scheme': 'https', ':path': '/finish' }, 5);

const asked = [
  '+1.000 C> requestHead h1#1 GET //api2/json/backup end authority=- upgrade=proxmox-backup-protocol-v1 upgrade=proxmox-backup-protocol-v1',
  '+1.000 C> bodyEnd h1#1 0',
];
const switched = [
  '+9.000 S> responseHead h1#1 101 end upgrade=proxmox-backup-protocol-v1',
  '+9.000 S> bodyEnd h1#1 0',
  '+9.000 http2Began upgrade proxmox-backup-protocol-v1',
];
const got = (atMs: string): string[] => [
  `+${atMs} C> preface`,
  `+${atMs} C> settings`,
  `+${atMs} C> requestHead 1 GET /finish end authority=-`,
  `+${atMs} C> bodyEnd 1 0`,
];

function check(sent: readonly Sent[], expected: readonly string[], options: DecodeSettings = {}): void {
  assert.deepEqual(decodeLines(sent, options), expected);
  for (const size of [1, 5, 60]) assert.deepEqual(decodeLines(cutAgain(sent, [size]), options), expected);
}

test('the SETTINGS of the server in one piece with the 101', () => {
  check(
    [c(1, upgradeRequest), s(9, join(switching, settings({ 3: 200 }))), c(10, join(preface, settings({}), get))],
    [...asked, ...switched, '+9.000 S> settings MAX_CONCURRENT_STREAMS=200', ...got('10.000')],
  );
});

test("the client's preface before the 101: it means something only then, and happens then", () => {
  check(
    [c(1, upgradeRequest), c(3, join(preface, settings({}), get)), s(9, join(switching, settings({})))],
    [...asked, ...switched, ...got('9.000'), '+9.000 S> settings'],
  );
});

test('a refused upgrade: the connection goes on in HTTP/1.1', () => {
  check(
    [
      c(1, upgradeRequest),
      c(3, text('GET /b HTTP/1.1\r\n\r\n')),
      s(9, text('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\n\r\nno')),
      s(11, text('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n')),
    ],
    [
      ...asked,
      '+9.000 S> responseHead h1#1 403 content-length=2',
      '+9.000 C> requestHead h1#2 GET /b end authority=-',
      '+9.000 C> bodyEnd h1#2 0',
      '+9.000 S> data h1#1 2 window=?/?',
      '+9.000 S> bodyEnd h1#1 2',
      '+11.000 S> responseHead h1#2 200 end content-length=0',
      '+11.000 S> bodyEnd h1#2 0',
    ],
  );
});

test('bytes behind the 101 that are no HTTP/2: said with the first of them, then counted only', () => {
  check(
    [c(1, upgradeRequest), s(9, join(switching, text('<html>this is some error page of a proxy</html>')))],
    [
      ...asked,
      ...switched,
      '+9.000 S> problem http2/not-http2: the first bytes are no SETTINGS frame: 3c 68 74 6d 6c 3e 74 68 69 73 20 69 73 20 73 6f 6d 65 20 65 72 72 6f 72 "<html>this is some error"',
      '+9.000 S> wentDark: the first bytes are no SETTINGS frame: 3c 68 74 6d 6c 3e 74 68 69 73 20 69 73 20 73 6f 6d 65 20 65 72 72 6f 72 "<html>this is some error"',
    ],
  );
});

test('the same with too few bytes to show: said when the connection ends', () => {
  check(
    [c(1, upgradeRequest), s(9, join(switching, text('<html>sorry'))), c(20, text('bye'))],
    [
      ...asked,
      ...switched,
      '+20.000 C> problem http2/bad-preface: the client began with 62 79 65 "bye"',
      '+20.000 C> wentDark: the client began with 62 79 65 "bye"',
      '+20.000 S> problem http2/not-http2: the first bytes are no SETTINGS frame: 3c 68 74 6d 6c 3e 73 6f 72 72 79 "<html>sorry"',
      '+20.000 S> wentDark: the first bytes are no SETTINGS frame: 3c 68 74 6d 6c 3e 73 6f 72 72 79 "<html>sorry"',
    ],
  );
});

test('prior knowledge: the client begins with the preface; a server that spoke first is heard first', () => {
  check(
    [s(2, settings({})), c(5, join(preface, settings({}), get)), c(6, settingsAck)],
    ['+5.000 http2Began prior-knowledge', '+5.000 S> settings', ...got('5.000'), '+6.000 C> settingsAck'],
  );
});

test('ALPN h2', () => {
  check(
    [c(5, join(preface, settings({}), get))],
    ['+0.000 tlsEstablished leg=only TLSv1.3 ? sni=- alpn=h2 (offered h2)', '+5.000 http2Began alpn', ...got('5.000')],
    { alpn: 'h2' },
  );
});

test('a method that begins like the preface is HTTP/1.1', () => {
  check(
    [c(5, text('PRIVATE / HTTP/1.1\r\n\r\n'))],
    ['+5.000 C> requestHead h1#1 PRIVATE / end authority=-', '+5.000 C> bodyEnd h1#1 0'],
  );
});

test('CONNECT: behind a 2xx the bytes belong to somebody else', () => {
  check(
    [
      c(1, text('CONNECT h:8007 HTTP/1.1\r\n\r\nearly')),
      s(9, text('HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\n\x16\x03')),
      c(10, text('GET / HTTP/1.1\r\n\r\n')),
    ],
    [
      '+1.000 C> requestHead h1#1 CONNECT h:8007 end authority=-',
      '+1.000 C> bodyEnd h1#1 0',
      '+9.000 S> responseHead h1#1 200 end content-length=7',
      '+9.000 S> bodyEnd h1#1 0',
      '+9.000 C> wentDark: a CONNECT tunnel, whose bytes are not ours to read',
      '+9.000 S> wentDark: a CONNECT tunnel, whose bytes are not ours to read',
    ],
  );
});

test('a client that sends without end before the answer is not held for ever', () => {
  const lines = decodeLines([c(1, upgradeRequest), c(2, new Uint8Array(1_048_577))]);
  assert.deepEqual(lines.slice(2), [
    '+2.000 C> problem http1/unexpected-reply: more than 1048576 bytes came before the answer to an upgrade',
    '+2.000 C> wentDark: the answer to an upgrade did not come in time',
  ]);
});
