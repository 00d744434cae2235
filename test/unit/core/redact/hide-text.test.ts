// Texts, targets and names of PBS with the names out of them; what rules look for stays.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { hideTarget } from '../../../../src/core/redact/hide-target.js';
import { hideText } from '../../../../src/core/redact/hide-text.js';
import { Pseudonyms } from '../../../../src/core/redact/index.js';
import { commonWords } from '../../../../src/core/redact/vocabulary.js';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const fresh = (): Pseudonyms => new Pseudonyms(hash, commonWords);
/** Digits of hashes are of no interest here. */
const shown = (text: string): string =>
  text.replace(/(host|user|realm|token|store|ns|id|file|name)-[0-9a-f]{10}\b/g, '<$1>');

const texts: readonly (readonly [original: string, hidden: string])[] = [
  ["no such datastore 'tank7'", "no such datastore '<name>'"],
  [
    'backup owner check failed (ann@pam != bob@ldap!laptop)',
    'backup owner check failed (<user>@pam != <user>@<realm>!<token>)',
  ],
  ['backup timestamp is older than last backup.', 'backup timestamp is older than last backup.'],
  [
    'unable to acquire lock on backup group "/mnt/tank7/host/elsa"',
    'unable to acquire lock on backup group "/<name>/<name>/host/<id>"',
  ],
  ['snapshot host/elsa/2026-11-24T08:00:00Z does not exist', 'snapshot host/<id>/2026-11-24T08:00:00Z does not exist'],
  ['connect to 192.0.2.7:8007 failed', 'connect to <host>:8007 failed'],
  ['connect to [2001:db8::7]:8007 failed', 'connect to <host>:8007 failed'],
  ['pbs.example.com did not answer in 8 s', '<host> did not answer in 8 s'],
  ['127.0.0.1:8007 refused', '127.0.0.1:8007 refused'],
  ['missing Upgrade header', 'missing Upgrade header'],
  ['reading root.pxar.didx failed', 'reading <file>.pxar.didx failed'],
];

for (const [original, hidden] of texts) {
  test(`text: ${original}`, () => assert.equal(shown(hideText(original, fresh())), hidden));
}

test('a name that was met elsewhere is found in any text', () => {
  const names = fresh();
  hideTarget({ protocol: 'http1', method: 'GET', target: '/api2/json/backup?store=tank7&backup-id=elsa' }, names);
  assert.equal(
    shown(hideText('elsa is locked on tank7, elsasser is not', names)),
    '<id> is locked on <store>, elsasser is not',
  );
});

const targets: readonly (readonly [method: string, protocol: 'http1' | 'http2', original: string, hidden: string])[] = [
  [
    'GET',
    'http1',
    '//api2/json/backup?backup-id=100&backup-time=1795523191&backup-type=vm&benchmark=false&ns=a%2Fb&store=tank7',
    '//api2/json/backup?backup-id=<id>&backup-time=1795523191&backup-type=vm&benchmark=false&ns=<ns>%2F<ns>&store=<store>',
  ],
  [
    'GET',
    'http1',
    '/api2/json/admin/datastore/snapshots/snapshots?ns=',
    '/api2/json/admin/datastore/<store>/<store>?ns=',
  ],
  ['GET', 'http2', '/download?file-name=index.json.blob', '/download?file-name=index.json.blob'],
  ['GET', 'http1', '/own/page?colour=red', '/<name>/<name>?colour=<name>'],
  ['CONNECT', 'http1', 'pbs.example.com:8007', '<host>:8007'],
  [
    'POST',
    'http1',
    'http://pbs.example.com/api2/json/access/ticket?password=***',
    'http://<host>/api2/json/access/ticket?password=***',
  ],
];

for (const [method, protocol, target, hidden] of targets) {
  test(`target: ${target}`, () => assert.equal(shown(hideTarget({ protocol, method, target }, fresh())), hidden));
}

test('no text makes it throw, and the same text becomes the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const names = fresh();
      assert.equal(hideText(text, names), hideText(text, fresh()));
      hideTarget({ protocol: 'http1', method: 'GET', target: text }, names);
    }),
    { numRuns: 200 },
  );
});
