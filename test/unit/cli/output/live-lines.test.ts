// What a live run prints, report by report: each session, verdict and problem once; a verdict that comes up again, again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLiveLines, type Printer } from '../../../../src/cli/output/index.js';
import { analyzeScript, openBackup } from '../../../support/session-script.js';

function recordingPrinter(): { readonly print: Printer; take(): string[] } {
  const printed: string[] = [];
  const print: Printer = {
    isJson: false,
    line: (text) => printed.push(text),
    result: (text) => printed.push(text),
    message: ({ messageType, rule }) => {
      if (messageType === 'verdict') printed.push(`message ${messageType} ${String(rule)}`);
    },
    data: async () => undefined,
  };
  return { print, take: () => printed.splice(0) };
}

test('a verdict is printed when it comes up, and not again while it stands', () => {
  const { print, take } = recordingPrinter();
  const lines = createLiveLines(print);
  const begun = analyzeScript(openBackup).report();
  const cut = analyzeScript(`${openBackup}\n+60002 [1] closed server fin`).report();
  lines.update(begun);
  assert.deepEqual(take(), [
    'session 1 backup of host/elsa/2024-06-05T14:24:36Z open: 1 call, 2.00 ms',
    'message verdict observer-overhead',
  ]);
  lines.update(cut);
  const came = take();
  assert.ok(came.includes('message verdict idle-timeout'));
  assert.match(
    came.find((line) => line.startsWith('error')) ?? '',
    /^error idle-timeout \(session 1\): A box between ended the session because it was silent\. Silent for 1m 00s/,
  );
  lines.update(cut);
  assert.deepEqual(take(), []);
  lines.update(begun);
  lines.update(cut);
  assert.ok(take().includes('message verdict idle-timeout'));
});
