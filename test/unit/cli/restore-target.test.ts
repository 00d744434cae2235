// Where a restore goes: a file that appears under its name only when it is whole, a directory that is new or empty; nothing that
// exists is written over.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openTarget } from '../../../src/cli/commands/client/restore-target.js';

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-target-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const notSkipped = (): never => assert.fail();
const openFile = (path: string) => openTarget(path, false, notSkipped);

test('a file has its name when it is whole, and none when it is given up', async (context) => {
  const path = join(makeFolder(context), 'disk');
  const target = await openFile(path);
  await target.write(Buffer.from('first '));
  assert.ok(!existsSync(path));
  await target.write(Buffer.from('second'));
  await target.finish();
  assert.equal(readFileSync(path, 'utf8'), 'first second');
  const other = join(makeFolder(context), 'disk');
  const given = await openFile(other);
  await given.write(Buffer.from('first'));
  await given.abandon();
  assert.deepEqual(readdirSync(join(other, '..')), []);
});

test('what exists, a full directory and a path that leads nowhere are refused in one sentence', async (context) => {
  const folder = makeFolder(context);
  const path = join(folder, 'there');
  writeFileSync(path, 'untouched');
  await assert.rejects(openFile(path), /there exists\. Name a target that does not, or remove it\.$/);
  await assert.rejects(openFile(join(folder, 'no', 'disk')), /cannot be made \(ENOENT/);
  await assert.rejects(openTarget(folder, true, notSkipped), /is not empty\. Name a directory that is new or empty\.$/);
  await assert.rejects(openTarget(path, true, notSkipped), /there is no directory\./);
  mkdirSync(join(folder, 'empty'));
  await (await openTarget(join(folder, 'empty'), true, notSkipped)).abandon();
  assert.equal(readFileSync(path, 'utf8'), 'untouched');
});
