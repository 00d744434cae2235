// Plain HTTP on the relay's port: what a head asks for, in text, and the exact replies.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  connectAccepted,
  formatRedirect,
  formatRefusal,
  maxPlainHeadBytes,
  parseConnectTarget,
  parsePlainRequest,
} from '../../../../src/sources/relay/entry/plain-request.js';

function describe(text: string): string {
  const found = parsePlainRequest(Buffer.from(text, 'latin1'));
  if (found.kind !== 'request') return found.kind === 'malformed' ? `malformed: ${found.detail}` : found.kind;
  return `${found.method} ${found.target} host=${found.host ?? '-'} head=${found.headBytes}`;
}

const heads: readonly (readonly [text: string, found: string])[] = [
  ['', 'incomplete'],
  ['C', 'incomplete'],
  ['CONNECT pbs:8007 HTTP/1.1\r\nHost: pbs:8007\r\n', 'incomplete'],
  ['CONNECT pbs:8007 HTTP/1.1\r\nHost: pbs:8007\r\n\r\n', 'CONNECT pbs:8007 host=pbs:8007 head=45'],
  ['CONNECT pbs:8007 HTTP/1.0\r\n\r\n\u0016\u0003', 'CONNECT pbs:8007 host=- head=29'],
  ['GET / HTTP/1.1\r\nhOsT:\t x \r\n\r\n', 'GET / host=x head=29'],
  ['GET / HTTP/1.1\r\nHost:\r\n\r\n', 'GET / host=- head=25'],
  ['GET / HTTP/2\r\n\r\n', 'malformed: no HTTP/1 request line'],
  ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'malformed: no HTTP/1 request line'],
  ['get / HTTP/1.1\r\n\r\n', 'malformed: neither TLS nor HTTP: the first byte is 0x67'],
  ['\u0015\u0003\u0001', 'malformed: neither TLS nor HTTP: the first byte is 0x15'],
];
for (const [text, found] of heads) {
  test(`${JSON.stringify(text)} is ${found}`, () => assert.equal(describe(text), found));
}

test('a head that does not end is refused at the bound, and only there', () => {
  const head = `GET / HTTP/1.1\r\nX: ${'a'.repeat(maxPlainHeadBytes)}`;
  assert.equal(describe(head.slice(0, maxPlainHeadBytes - 1)), 'incomplete');
  assert.equal(describe(head.slice(0, maxPlainHeadBytes)), 'malformed: no end of a request head in 32768 bytes');
});

const targets: readonly (readonly [text: string, parsed: string])[] = [
  ['pbs.example.org:8007', 'pbs.example.org 8007'],
  ['PBS:8007', 'pbs 8007'],
  ['[::1]:8007', '::1 8007'],
  ['::1:8007', 'none'],
  ['pbs', 'none'],
  ['pbs:', 'none'],
  ['user@pbs:8007', 'none'],
  ['http://pbs:8007/', 'none'],
];
for (const [text, parsed] of targets) {
  test(`CONNECT target ${text} is ${parsed}`, () => {
    const target = parseConnectTarget(text);
    assert.equal(target === null ? 'none' : `${target.host} ${target.port}`, parsed);
  });
}

test('the replies, to the byte', () => {
  const request = { kind: 'request', method: 'GET', target: '/', host: 'pbs:8007', headBytes: 0 } as const;
  assert.equal(connectAccepted, 'HTTP/1.1 200 Connection established\r\n\r\n');
  assert.equal(
    formatRedirect(request),
    'HTTP/1.1 301 Moved Permanently\r\nLocation: https://pbs:8007\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  );
  assert.equal(
    formatRefusal('502 Bad Gateway', 'pbscope: naïve.'),
    'HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 17\r\nConnection: close\r\n\r\npbscope: naïve.\n',
  );
});

test('a Host that could smuggle a header is not sent back', () => {
  fc.assert(
    fc.property(fc.string(), (host) => {
      const reply = formatRedirect({ kind: 'request', method: 'GET', target: '/', host, headBytes: 0 });
      assert.match(
        reply,
        /^HTTP\/1\.1 (400 |301 Moved Permanently\r\nLocation: https:\/\/[\w.:[\]-]+\r\nContent-Type)/,
      );
    }),
  );
});

test('no bytes make the parser throw (Law 4)', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parsePlainRequest(Buffer.from(bytes))));
});
