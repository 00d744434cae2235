// A new password: from a pipe, a file, or a prompt that shows nothing of it. In: keys. Out: the password, or a sentence.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { readNewPassword } from '../../../src/cli/commands/server/read-new-password.js';

interface Asked {
  readonly answer: Promise<string>;
  shown(): string;
}

/** Types each answer when its question has come. */
function askOnTerminal(...answers: readonly string[]): Asked {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const waiting = [...answers];
  let shown = '';
  const stderr = {
    write: (text: string) => {
      shown += text;
      if (text.endsWith(': ')) setImmediate(() => stdin.write(waiting.shift() ?? ''));
    },
  };
  return { answer: readNewPassword(undefined, { stdin, stderr }), shown: () => shown };
}

test('a prompt asks twice and shows nothing', async () => {
  const asked = askOnTerminal('correct horse\r', 'correct horse\r');
  assert.equal(await asked.answer, 'correct horse');
  assert.equal(asked.shown(), 'New password: \nOnce more: \n');
});

test('two that differ, one that is too short, and a change of mind', async () => {
  await assert.rejects(askOnTerminal('correct horse\r', 'correct hose\r').answer, {
    message: 'The two passwords differ. Try again.',
  });
  await assert.rejects(askOnTerminal('short\r', 'short\r').answer, { message: /fewer than 8 characters/ });
  await assert.rejects(askOnTerminal('half a\u0003').answer, { message: 'Interrupted.', exitCode: 130 });
  await assert.rejects(askOnTerminal('\u0004').answer, { message: 'Interrupted.', exitCode: 130 });
});

test('a pipe gives its first line; a file that is not there is said', async () => {
  const stdin = new PassThrough();
  stdin.end('battery staple\r\nand more\n');
  assert.equal(await readNewPassword(undefined, { stdin, stderr: process.stderr }), 'battery staple');
  const empty = new PassThrough();
  empty.end();
  await assert.rejects(readNewPassword(undefined, { stdin: empty, stderr: process.stderr }), {
    message: /^There is no password\. Type it at a terminal/,
  });
  await assert.rejects(readNewPassword('/nowhere/password'), {
    message: '--password-file /nowhere/password cannot be read (ENOENT: no such file or directory). Give another file.',
  });
});
