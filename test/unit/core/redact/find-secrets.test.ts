// What `trace grep-secrets` finds, and what it must not take for a secret.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../../src/core/pbs/index.js';
import { findSecrets, findSecretsInText } from '../../../../src/core/redact/index.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

const secrets: readonly (readonly [line: Json, found: string])[] = [
  [{ headers: [['authorization', 'x']] }, 'headers[0]: the header authorization, which is not on the list'],
  [{ detail: 'PBSAPIToken=a@pbs!b:11111111-2222-3333-4444-555555555555' }, 'detail: an API token with its secret'],
  [{ detail: 'PBS:a@pam:66A1B2C3::c2lnbmF0dXJl' }, 'detail: a ticket'],
  [{ detail: 'sent 66A1B2C3:abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ' }, 'detail: a CSRF token'],
  [{ target: '/x?password=hunter2' }, 'target: a secret parameter of a query'],
  [{ target: 'http://a:b@c/' }, 'target: a secret parameter of a query'],
  [{ base64: base64('{"username":"a","password":"p"}') }, 'base64.password: a body with password'],
  [{ base64: base64('-----BEGIN PRIVATE KEY-----') }, 'base64: a private key'],
  [{ headers: [['via', 'Basic YWxhZGRpbjpvcGVu']] }, 'headers[0][1]: credentials of a header'],
];

for (const [line, expected] of secrets) {
  test(`finds ${expected}`, () => {
    const [first] = findSecrets(line);
    assert.equal(`${first?.path}: ${first?.what}`, expected);
  });
}

test('finds what is given, as it is, in a URL and in a body', () => {
  for (const line of [{ a: 'xs3 cretx' }, { target: '/x?y=s3%20cret' }, { base64: base64('..s3 cret..') }]) {
    assert.equal(findSecrets(line, ['s3 cret']).length, 1, JSON.stringify(line));
  }
  assert.equal(findSecretsInText('{"cut": "s3 cr', ['s3 cr']).length, 1);
});

test('takes nothing for a secret that traces hold', () => {
  const line = {
    kind: 'requestHead',
    target: '/dynamic_chunk?digest=c7c1ab1769f819a4194de3c1bb7e44f1024a2632a7433edd5b1f243c59f32f6b&size=1&ticket=***',
    headers: [['user-agent', 'proxmox-backup-client/1.0']],
    credential: { scheme: 'token', authId: 'backup@pbs!pbscope' },
    fingerprint: '48:f7:6f:21:67:40:77:ed:f0:3b:95:7b:db:97:99:e5:c6:53:28:18:eb:9d:d4:8b:23:ed:21:24:35:54:4e:4e',
    base64: base64('{"data":null}'),
  };
  assert.deepEqual(findSecrets(line), []);
});
