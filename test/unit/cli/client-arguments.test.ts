// What people write after `pbscope client`: archives, snapshots, times. In: words. Out: sources and names, or one sentence.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseArchives } from '../../../src/cli/commands/client/archive-argument.js';
import {
  formatSnapshot,
  parseBackupTimeFlag,
  parseSnapshot,
  parseSnapshotOrGroup,
} from '../../../src/cli/commands/client/snapshot-argument.js';

const notSkipped = (): never => assert.fail();

test('archives: the extension says how, and every mistake is one sentence', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-words-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'file');
  const empty = join(folder, 'empty');
  writeFileSync(file, 'hello');
  writeFileSync(empty, '');
  mkdirSync(join(folder, 'tree'));
  const tree = join(folder, 'tree');
  const describe = (...words: string[]): string => {
    try {
      return parseArchives(words, notSkipped)
        .map((source) => `${source.kind} ${source.name}${source.kind === 'image' ? ` ${source.sizeBytes}` : ''}`)
        .join(', ');
    } catch (error) {
      return (error as Error).message.replaceAll(folder, 'F').split('. ')[0] ?? '';
    }
  };
  assert.equal(
    describe(`a.img:${file}`, `b.tar:${tree}`, `c.conf:${file}`, `d.log:${file}`, `e.blob:${file}`),
    'image a.img 5, stream b.tar, blob c.conf, blob d.log, blob e',
  );
  assert.equal(describe('dump.sql:-', `x.raw:${file}`, `t.tar:${file}`), 'stream dump.sql, stream x.raw, stream t.tar');
  assert.equal(describe('nonsense'), 'nonsense is no archive');
  assert.equal(describe(`a.raw:${file}`, `a.raw:${file}`), 'a.raw is given twice');
  assert.equal(describe('a.raw:-', 'b.raw:-'), 'There is one stdin');
  assert.equal(describe('a.img:-'), 'The size of an image must be known, stdin has none');
  assert.equal(describe(`a.img:${empty}`), 'F/empty is empty');
  assert.equal(describe(`a.img:${tree}`), 'F/tree is a directory');
  assert.equal(describe(`a.pxar:${tree}`), 'F/tree is a directory');
  assert.equal(describe(`a.conf:${tree}`), 'F/tree is a directory');
  assert.match(describe(`a.tar:${folder}/none`), /^F\/none cannot be read \(ENOENT/);
});

test('snapshots and groups, there and back', () => {
  const text = 'host/web01/2026-11-24T08:00:00Z';
  const snapshot = parseSnapshot(text, 'prod');
  assert.deepEqual(snapshot, { type: 'host', id: 'web01', timeSeconds: 1_795_507_200, namespace: 'prod' });
  assert.equal(formatSnapshot(snapshot), text);
  assert.deepEqual(parseSnapshotOrGroup('vm/100', ''), { type: 'vm', id: '100', namespace: '' });
  assert.throws(() => parseSnapshot('vm/100', ''), /vm\/100 is a group\. Add the time/);
  for (const wrong of ['web01', 'host/', 'disk/a', 'host/a/yesterday', 'host/a/2026-02-31T00:00:00Z', 'host/../x'])
    assert.throws(() => parseSnapshotOrGroup(wrong, ''), /is no snapshot\./);
});

test('a backup time is RFC 3339 or seconds', () => {
  assert.equal(parseBackupTimeFlag('2026-11-24T08:00:00Z'), 1_795_507_200);
  assert.equal(parseBackupTimeFlag('1795507200'), 1_795_507_200);
  for (const wrong of ['0', 'now', '-5', '']) assert.throws(() => parseBackupTimeFlag(wrong), /is no time\./);
});
