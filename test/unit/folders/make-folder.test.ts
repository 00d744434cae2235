// In: paths below a folder of our own and below /proc. Out: a folder with its parents, or the system's word, never an endless try.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeFolder } from '../../../src/folders/index.js';

test('a folder is made with all that leads to it; one that is there stays', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'folders-'));
  t.after(() => rmSync(root, { recursive: true }));
  const path = join(root, 'a', 'b', 'c');
  makeFolder(path, { mode: 0o700 });
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.equal(statSync(join(root, 'a')).mode & 0o777, 0o700);
  makeFolder(path, { mode: 0o755 });
  makeFolder(`${path}/d/../e/`);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  assert.ok(existsSync(join(path, 'e')));
});

test('what is in the way is said: a file, a link to nowhere, a parent that takes no folders', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'folders-'));
  t.after(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'file'), '');
  symlinkSync('nowhere', join(root, 'link'));
  assert.throws(() => makeFolder(join(root, 'file')), { code: 'EEXIST' });
  assert.throws(() => makeFolder(join(root, 'file', 'x', 'y')), { code: 'ENOTDIR' });
  assert.throws(() => makeFolder(join(root, 'link')), { code: 'EEXIST' });
  if (existsSync('/proc/self'))
    assert.throws(() => makeFolder('/proc/pbscope/a/b'), { code: 'ENOENT', path: '/proc/pbscope/a/b' });
});
