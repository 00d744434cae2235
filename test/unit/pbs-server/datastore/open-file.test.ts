// Files on their way to a client. In: a file, and readers who take all of it, a part, or nothing. Out: its bytes; no file left open.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { platform, tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openFile } from '../../../../src/pbs-server/datastore/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';

async function countOpen(path: string): Promise<number> {
  const numbers = await readdir('/proc/self/fd');
  const targets = await Promise.all(numbers.map((number) => readlink(`/proc/self/fd/${number}`).catch(() => '')));
  return targets.filter((target) => target === path).length;
}

const onlyLinux = platform() === 'linux' ? false : 'asks /proc which files are open';

test('taken whole, in part or not at all, a file does not stay open', { skip: onlyLinux }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-open-file-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, 'index.didx');
  await writeFile(path, Buffer.alloc(50_000, 7));
  const open = async (): Promise<AsyncIterable<Uint8Array>> => {
    const pieces = await openFile(path);
    assert.ok(!isRefusal(pieces));
    return pieces;
  };
  const whole: Uint8Array[] = [];
  for await (const piece of await open()) whole.push(piece);
  assert.deepEqual(Buffer.concat(whole), await readFile(path));
  assert.deepEqual(new Set(whole.map((piece) => piece.length)), new Set([8192, 50_000 % 8192]));
  for await (const piece of await open()) {
    assert.equal(piece.length, 8192);
    assert.equal(await countOpen(path), 1);
    break;
  }
  const untaken = await Promise.all(Array.from({ length: 20 }, open));
  assert.equal(untaken.length, 20);
  assert.equal(await countOpen(path), 0);
});
