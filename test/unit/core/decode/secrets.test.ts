// Law 6 at its source: what decode lets out of heads, targets and credentials, and what it does not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFrame } from '../../../../src/core/decode/index.js';
import { c, decodeEvents, s } from '../../../support/decode-lines.js';
import { headers, join, preface, settings, text } from '../../../support/http2-bytes.js';

const secret = 'geheim-4711';

function requestWith(...lines: string[]): { readonly credential: string; readonly target: string } {
  const [event] = decodeEvents([c(1, text(['GET /x HTTP/1.1', ...lines, '', ''].join('\r\n')))]).filter(
    (one) => one.kind === 'requestHead',
  );
  assert.ok(event?.kind === 'requestHead');
  assert.ok(!JSON.stringify(event).includes(secret));
  const { credential, target } = event;
  return { credential: credential === null ? 'none' : `${credential.scheme} ${credential.authId}`, target };
}

for (const [line, expected] of [
  [`authorization: PBSAPIToken u@pbs!t:${secret}`, 'token u@pbs!t'],
  [`Authorization: PBSAPIToken=root@pam!a-b:${secret}`, 'token root@pam!a-b'],
  [`authorization: PBSAPIToken ${secret}`, 'other null'],
  [`authorization: Basic ${secret}`, 'basic null'],
  [`authorization: Bearer ${secret}`, 'other null'],
  [`proxy-authorization: Basic ${secret}`, 'basic null'],
  [`cookie: PBSAuthCookie=PBS:tester@pbs:6B053F71::${secret}`, 'ticket tester@pbs'],
  [`cookie: a=b; __Host-PBSAuthCookie=PBS%3Atester%40pbs%3A6B053F71%3A%3A${secret}`, 'ticket tester@pbs'],
  [`cookie: PBSAuthCookie=${secret}`, 'ticket null'],
  [`cookie: other=${secret}`, 'none'],
  [`csrfpreventiontoken: 6B053F71:${secret}`, 'none'],
] as const) {
  test(`${line.replace(secret, '…')} → ${expected}`, () => {
    assert.equal(requestWith(line).credential, expected);
  });
}

test('the cookie wins over the authorization, as on the server', () => {
  const lines = [`authorization: PBSAPIToken=a@pbs!t:${secret}`, `cookie: PBSAuthCookie=PBS:b@pbs:6B053F71::${secret}`];
  assert.equal(requestWith(...lines).credential, 'ticket b@pbs');
});

for (const [target, expected] of [
  ['/x?a=1&password=§&b=2', '/x?a=1&password=***&b=2'],
  ['/x?pass%77ord=§', '/x?pass%77ord=***'],
  ['/x?CSRFPreventionToken=§#f', '/x?CSRFPreventionToken=***#f'],
  ['/x?ticket=§;token=§', '/x?ticket=***;token=***'],
  ['http://u:§@h/x', 'http://***@h/x'],
  ['/x?digest=ab&encoded-size=3&wid=1', '/x?digest=ab&encoded-size=3&wid=1'],
  ['//api2/json/backup?ns=a%2Fb', '//api2/json/backup?ns=a%2Fb'],
] as const) {
  test(`target ${target} → ${expected}`, () => {
    const sent = target.replaceAll('§', secret);
    const wire = text(`GET ${sent} HTTP/1.1\r\nhost: u:${secret}@h\r\n\r\n`);
    const reply = text(
      `HTTP/1.1 302 Found\r\nlocation: ${sent}\r\nset-cookie: PBSAuthCookie=${secret}\r\ncontent-length: 0\r\n\r\n`,
    );
    const h2 = join(
      preface,
      settings({}),
      headers(1, { ':method': 'GET', ':path': sent, ':authority': `u:${secret}@h`, cookie: secret }, 5),
    );
    const frames: string[] = [];
    const options = { onFrame: (frame: Parameters<typeof describeFrame>[0]) => frames.push(describeFrame(frame)) };
    const events = [
      ...decodeEvents([c(1, wire), s(2, reply)], options),
      ...decodeEvents([c(1, h2)], { ...options, alpn: 'h2' }),
    ];
    const heads = events.filter((event) => event.kind === 'requestHead');
    assert.deepEqual(
      heads.map((head) => `${head.target} ${head.authority}`),
      [`${expected} ***@h`, `${expected} ***@h`],
    );
    assert.equal(frames.length, 4);
    assert.ok(!JSON.stringify([events, frames]).includes(secret));
  });
}

test('no problem quotes what could be a secret', () => {
  for (const wire of [
    `${secret} HTTP/1.1\r\n\r\n`,
    `GET / HTTP/1.1\r\n${secret}\r\n\r\n`,
    `POST / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n${secret}\r\n`,
    `GET /${secret}\x00\r\n\r\n`,
  ]) {
    const events = decodeEvents([c(1, text(wire))]);
    assert.ok(events.some((event) => event.kind === 'problem'));
    assert.ok(!JSON.stringify(events).includes(secret.slice(0, 4)), JSON.stringify(events));
  }
});
