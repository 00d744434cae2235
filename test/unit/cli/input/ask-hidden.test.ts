// A hidden question at a terminal: what is typed comes back and is not shown; Ctrl-C leaves.
import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { askHidden } from '../../../../src/cli/input/index.js';

function ask(keys: string): { readonly answer: Promise<string>; readonly shown: string[] } {
  const input = new PassThrough();
  const shown: string[] = [];
  const answer = askHidden('Password: ', { input, output: { write: (text) => shown.push(text) } });
  input.write(keys);
  return { answer, shown };
}

test('the answer comes back, a slip of the fingers mended, and only the question is shown', async () => {
  const { answer, shown } = ask('secrex\u007ft\r');
  assert.equal(await answer, 'secret');
  assert.deepEqual(shown, ['Password: ', '\n']);
});

test('Ctrl-C is an interruption', async () => {
  await assert.rejects(ask('sec\u0003').answer, { message: 'Interrupted.', exitCode: 130 });
});
