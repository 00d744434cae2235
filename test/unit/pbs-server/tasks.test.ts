// Tasks: their names, what is kept of a long log, how many are kept, what a stop does. In: log lines on a clock of the test.
// Out: lines by number, names as PBS writes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Tasks } from '../../../src/pbs-server/tasks/index.js';
import { formatUpid } from '../../../src/pbs-server/tasks/upid.js';

const nowSeconds = (): number => 1_795_506_033;
const name = { type: 'backup', workerId: 'store1:host/web01', authId: 'eve@pbs!t' };

test('a name escapes what it works on as systemd does', () => {
  const upidOf = (workerId: string | null): string =>
    formatUpid({ ...name, workerId, number: 10, startedAtSeconds: 0x6b053f71 }).replace(/:[0-9A-F]{8}:/, ':<pid>:');
  assert.equal(
    upidOf('store1:host/web-01.example'),
    'UPID:pbscope:<pid>:00000001:0000000A:6B053F71:backup:store1\\x3ahost-web\\x2d01.example:eve@pbs!t:',
  );
  assert.equal(upidOf('.ä'), 'UPID:pbscope:<pid>:00000001:0000000A:6B053F71:backup:\\x2e\\xc3\\xa4:eve@pbs!t:');
  assert.equal(upidOf(null), 'UPID:pbscope:<pid>:00000001:0000000A:6B053F71:backup::eve@pbs!t:');
});

test('the last line says how it ended', () => {
  const statusOf = (line: string): string | null => {
    const task = new Tasks(nowSeconds).start(name);
    task.log(line);
    return task.end?.status ?? null;
  };
  assert.deepEqual(['TASK OK', 'TASK WARNINGS: 3', 'TASK ERROR: no\nspace', 'TASK', 'said TASK OK'].map(statusOf), [
    'OK',
    'WARNINGS: 3',
    'no\nspace',
    null,
    null,
  ]);
});

test('of a very long log the end is kept, and what is gone is counted', () => {
  const task = new Tasks(nowSeconds).start(name);
  for (let line = 1; line <= 10_005; line += 1) task.log(`line ${line}`);
  assert.equal(task.lineCount, 10_005);
  assert.deepEqual(task.lines(0, 2), [
    { n: 5, t: '(5 older lines are not kept)' },
    { n: 6, t: '2026-11-24T07:40:33+00:00: line 6' },
  ]);
  assert.deepEqual(task.lines(10_005, 50), [{ n: 10_005, t: '2026-11-24T07:40:33+00:00: line 10005' }]);
});

test('a thousand tasks are kept: the oldest that has ended goes, one that runs stays', () => {
  const tasks = new Tasks(nowSeconds);
  const running = tasks.start(name);
  const ended = tasks.start(name);
  ended.log('TASK OK');
  for (let count = 2; count <= 1000; count += 1) tasks.start(name);
  assert.equal(tasks.list().length, 1000);
  assert.equal(tasks.find(ended.upid), null);
  assert.equal(tasks.find(running.upid), running);
  assert.equal(tasks.list().at(-1), running);
});
