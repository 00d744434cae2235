// Every refusal that genuine servers gave to odd requests (fixtures/server-answers) has a row of its own where it is about a session,
// and no text is taken for another one's. protocol.md 5.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxAdvice, clockTexts, groupLockTexts, knownText } from '../../../../src/core/diagnosis/known-texts.js';

const texts: readonly (readonly [text: string, meaning: RegExp])[] = [
  ['missing Upgrade header', /without its Upgrade header/],
  ['invalid protocol name', /another protocol name/],
  ["unexpected http version 'HTTP/2.0' (expected version < 2)", /in HTTP\/2/],
  ["missing permissions 'Datastore.Backup' on '/datastore/store1'", /not allowed/],
  ['permission check failed', /not allowed/],
  ['authentication failed - invalid credentials', /credentials are missing or wrong/],
  ["datastore 'x' is in offline maintenance mode", /not available/],
  ['namespace not found', /namespace does not exist/],
  ['backup owner check failed (a@pbs != b@pbs)', /another user or token/],
  ['unable to acquire lock on snapshot directory "x" - base snapshot is already locked by another operation', /in use/],
  ['while locking last snapshot during backup', /in use/],
  ['backup directory already exists.', /exactly that time/],
  ["parameter verification failed - 'size': parameter is missing and it is not optional.", /parameter is missing/],
  ['no such chunk aa00', /not known in this session/],
  ["dynamic writer '1' not registered", /writer id is unknown/],
  ["fixed writer 'x' close failed - already closed", /writer id is unknown/],
  ["dynamic writer 'x' append chunk failed - got strange chunk offset (1 != 2)", /does not fit/],
  ['got unaligned chunk (pos = 12)', /does not fit/],
  ['detected chunk with wrong digest.', /not what the client announced/],
  ['uploaded chunk is larger than announced.', /not what the client announced/],
  ["Overwriting unencrypted chunk 'x' on store 'y' is not allowed!", /other contents/],
  ["expected csum (x) doesn't match last backup's (y), cannot do incremental backup", /cannot be continued/],
  ["fixed writer 'x' close failed - received wrong number of chunk (1 != 2)", /At close/],
  ['found open index writer - unable to finish backup', /was not closed/],
  ['backup already marked as finished.', /finished, or finishing/],
  ['unable to update manifest blob - unable to load blob', /manifest/],
  ['backup does not contain valid files (file count == 0)', /Nothing was written/],
  ['base snapshot x was removed during backup, cannot finish as chunks might be missing', /was pruned/],
  ["inserting chunk on store 'x' failed for aa - No space left on device (os error 28)", /is full/],
  ["inserting chunk on store 'x' failed for aa - Input/output error (os error 5)", /failed\.$/],
  ['download chunk aa not allowed', /no index/],
  ['snapshot host/elsa/2024-06-05T14:24:36Z does not exist.', /no such snapshot/],
];

for (const [text, meaning] of texts) {
  test(text.slice(0, 60), () => assert.match(knownText(text)?.meaning ?? 'unknown', meaning));
}

test('an unknown text has no row', () => {
  assert.equal(knownText('<html>Access denied by policy</html>'), null);
  assert.equal(knownText(null), null);
});

test('locks and clocks in every wording', () => {
  const locked = [
    'unable to acquire lock on backup group directory "/x" - another backup is already running',
    'unable to acquire lock on backup group directory "/x" - possible runing backup, group is in use',
    'while creating locked backup group \'BackupGroup { store: "s" }\'',
  ];
  for (const text of locked) assert.match(text, groupLockTexts);
  assert.doesNotMatch('unable to acquire lock on snapshot directory "/x"', groupLockTexts);
  assert.match('backup timestamp is older than last backup.', clockTexts);
});

test('a box that answers by itself is told by its status', () => {
  const advice = [null, 200, 301, 400, 403, 404, 502].map(boxAdvice);
  assert.equal(new Set(advice).size, advice.length);
});
