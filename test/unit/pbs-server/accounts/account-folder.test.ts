// The folder of accounts: what changes do to it, that two writers lose nothing, that nobody else can read it, and what a file
// that was edited by hand is told. In: a folder on disk. Out: books and sentences.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { emptyBook, parseBook } from '../../../../src/pbs-server/accounts/account-book.js';
import {
  AccountFolder,
  addToken,
  addUser,
  changeAccount,
  isWorthless,
  removeAcl,
  removeToken,
  removeUser,
  setAcl,
  setPassword,
} from '../../../../src/pbs-server/accounts/index.js';

async function openFolder(t: TestContext): Promise<{ readonly path: string; readonly folder: AccountFolder }> {
  const parent = await mkdtemp(join(tmpdir(), 'pbscope-book-'));
  t.after(() => rm(parent, { recursive: true, force: true }));
  const path = join(parent, 'accounts');
  return { path, folder: new AccountFolder(path) };
}

const tokensOnly = { passwordHash: null, comment: '' };
const token = { secretHash: 'sha256$a$b', comment: '' };
const backup = { path: '/datastore/s', role: 'DatastoreBackup', isPropagated: true } as const;

test('changes at the same time all arrive, the files are private, nothing is left over', async (t) => {
  const { path, folder } = await openFolder(t);
  const names = Array.from({ length: 8 }, (_, index) => `user${index}@pbs`);
  const other = new AccountFolder(path);
  await Promise.all(
    names.map((name, index) => (index % 2 ? folder : other).change((book) => addUser(book, name, tokensOnly))),
  );
  assert.deepEqual(Object.keys((await folder.read()).users).sort(), names);
  assert.deepEqual(await other.read(), await folder.read());
  assert.deepEqual(await folder.ticketKeys(), await other.ticketKeys());
  assert.deepEqual((await readdir(path)).sort(), ['accounts.json', 'ticket-keys.json']);
  for (const name of ['accounts.json', 'ticket-keys.json']) {
    assert.equal((await stat(join(path, name))).mode & 0o777, 0o600);
  }
  assert.equal((await stat(path)).mode & 0o777, 0o700);
});

test('a change that is refused changes nothing; the lock of a process that is gone does not hold', async (t) => {
  const { path, folder } = await openFolder(t);
  await folder.change((book) => addUser(book, 'eve@pbs', tokensOnly));
  const again = folder.change((book) => addUser(book, 'eve@pbs', tokensOnly));
  await assert.rejects(again, { message: 'There is a user eve@pbs already.' });
  const lock = join(path, 'accounts.json.lock');
  await writeFile(lock, '1\n');
  const longAgo = new Date(Date.now() - 60_000);
  await utimes(lock, longAgo, longAgo);
  await folder.change((book) => addUser(book, 'bob@pbs', tokensOnly));
  assert.deepEqual(Object.keys((await folder.read()).users), ['eve@pbs', 'bob@pbs']);
});

test('what belongs together goes together', () => {
  let book = addUser(emptyBook, 'eve@pbs', tokensOnly);
  book = addToken(addToken(book, 'eve@pbs!a', token), 'eve@pbs!b', token);
  const ofToken = { ...backup, authId: 'eve@pbs!a' };
  book = setAcl(book, ofToken);
  assert.ok(isWorthless(book, ofToken));
  book = setAcl(book, { ...backup, authId: 'eve@pbs' });
  assert.ok(!isWorthless(book, ofToken));
  assert.equal(setAcl(book, { ...ofToken, isPropagated: false }).acl.length, 2);
  assert.deepEqual(
    removeToken(book, 'eve@pbs!a').acl.map((entry) => entry.authId),
    ['eve@pbs'],
  );
  assert.deepEqual(removeUser(book, 'eve@pbs'), emptyBook);
  assert.equal(setPassword(book, 'eve@pbs', 'scrypt$x').users['eve@pbs']?.passwordHash, 'scrypt$x');
  assert.equal(removeAcl(book, ofToken).acl.length, 1);
  const changed = changeAccount(changeAccount(book, 'eve@pbs', { isEnabled: false }), 'eve@pbs!a', { comment: 'x' });
  assert.deepEqual([changed.users['eve@pbs']?.isEnabled, changed.tokens['eve@pbs!a']?.comment], [false, 'x']);
  assert.deepEqual(changed.tokens['eve@pbs!b'], book.tokens['eve@pbs!b']);
});

test('what cannot be done is said in a sentence', () => {
  const book = addUser(emptyBook, 'eve@pbs', tokensOnly);
  const cases: readonly (readonly [change: () => unknown, message: string])[] = [
    [() => addUser(book, 'eve', tokensOnly), 'eve is no name for a user.'],
    [() => addUser(book, 'eve@pbs!x', tokensOnly), 'eve@pbs!x is no name for a user.'],
    [() => addUser(book, '__proto__', tokensOnly), '__proto__ is no name for a user.'],
    [() => setPassword(book, 'toString', 'x'), 'There is no user toString.'],
    [() => addToken(book, 'bob@pbs!a', token), 'There is no user bob@pbs.'],
    [() => addToken(book, 'eve@pbs!a/b', token), 'a/b is no name for a token.'],
    [() => changeAccount(book, 'bob@pbs', {}), 'There is no user bob@pbs.'],
    [() => removeToken(book, 'eve@pbs!a'), 'There is no token eve@pbs!a.'],
    [() => setAcl(book, { ...backup, authId: 'eve@pbs!a' }), 'There is no token eve@pbs!a.'],
    [() => removeAcl(book, { ...backup, authId: 'eve@pbs' }), 'eve@pbs has no role DatastoreBackup on /datastore/s.'],
  ];
  for (const [change, message] of cases) assert.throws(change, { message });
});

test('a file that was edited by hand is told where it is wrong', () => {
  const base = { format: 1, users: {}, tokens: {}, acl: [] };
  const told = (change: object): unknown => parseBook(JSON.stringify({ ...base, ...change }));
  assert.deepEqual(parseBook(JSON.stringify(base)), base);
  assert.match(String(parseBook('{')), /^not JSON/);
  assert.match(String(told({ format: 2 })), /format/);
  assert.match(String(told({ users: { 'eve@pbs': { passwordHash: 'plain' } } })), /users\["eve@pbs"\]\.passwordHash/);
  assert.match(String(told({ users: { eve: { passwordHash: null } } })), /users/);
  assert.match(String(told({ tokens: { 'eve@pbs!a': { secretHash: 'sha256$a$b' } } })), /a token has no user/);
  assert.match(String(told({ acl: [{ ...backup, authId: 'eve@pbs', role: 'King' }] })), /acl\[0\]\.role/);
  assert.match(String(told({ extra: 1 })), /extra/);
});
