// The access tree: which entry counts where, and what of it is left to a token. In: entries as lines `path account role [here]`.
// Out: privileges as text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccountBook, emptyBook } from '../../../../src/pbs-server/accounts/account-book.js';
import { datastorePath, holdsBelow, privilegesOn } from '../../../../src/pbs-server/accounts/permissions.js';
import type { Role } from '../../../../src/pbs-server/accounts/roles.js';

function bookOf(...lines: readonly string[]): AccountBook {
  const acl = lines.map((line) => {
    const [path = '', authId = '', role = '', here] = line.split(' ');
    return { path, authId, role: role as Role, isPropagated: here === undefined };
  });
  return { ...emptyBook, acl };
}

const held = (book: AccountBook, authId: string, path: string): string =>
  [...privilegesOn(book, authId, path)].map((one) => one.replace('Datastore.', '')).join(' ');

test('a role counts on its path and below, the nearest one alone', () => {
  const book = bookOf(
    '/datastore eve@pbs DatastoreAudit',
    '/datastore/s/a eve@pbs DatastoreBackup',
    '/datastore/s/b eve@pbs NoAccess',
    '/datastore/s/b eve@pbs DatastoreAdmin',
    '/datastore/t eve@pbs DatastorePowerUser here',
  );
  const cases: readonly (readonly [path: string, expected: string])[] = [
    ['/', ''],
    ['/datastore/s', 'Audit'],
    ['/datastore/s/a', 'Backup'],
    ['/datastore/s/a/deep', 'Backup'],
    ['/datastore/s/b', ''],
    ['/datastore/s/bee', 'Audit'], // a name that begins alike is another one
    ['/datastore/t', 'Backup Prune'],
    ['/datastore/t/a', 'Audit'],
  ];
  for (const [path, expected] of cases) assert.equal(held(book, 'eve@pbs', path), expected, path);
  assert.equal(held(book, 'bob@pbs', '/datastore/s'), '');
});

test('several roles on one path add up', () => {
  const book = bookOf('/datastore/s eve@pbs DatastoreBackup', '/datastore/s eve@pbs DatastoreReader');
  assert.equal(held(book, 'eve@pbs', '/datastore/s'), 'Backup Audit Read Verify');
});

test('a token has what it was given and its user has too; the superuser has all, its tokens have not', () => {
  const book = bookOf(
    '/datastore/s eve@pbs DatastoreBackup',
    '/datastore eve@pbs!t DatastoreAdmin',
    '/datastore/s root@pam!t DatastoreReader',
  );
  assert.equal(held(book, 'eve@pbs!t', '/datastore/s'), 'Backup');
  assert.equal(held(book, 'eve@pbs!t', '/datastore/other'), '');
  assert.equal(held(book, 'eve@pbs!u', '/datastore/s'), '');
  assert.equal(held(book, 'root@pam!t', '/datastore/s'), 'Audit Read Verify');
  assert.equal(held(book, 'root@pam', '/').split(' ').length, 8);
});

test('a right on a namespace shows that its datastore is there', () => {
  const book = bookOf('/datastore/s/a/b eve@pbs DatastoreBackup');
  assert.equal(datastorePath('s', 'a/b'), '/datastore/s/a/b');
  assert.ok(holdsBelow(book, 'eve@pbs', '/datastore/s', ['Datastore.Backup']));
  assert.ok(!holdsBelow(book, 'eve@pbs', '/datastore/s', ['Datastore.Audit']));
  assert.ok(!holdsBelow(book, 'eve@pbs', '/datastore/t', ['Datastore.Backup']));
});
