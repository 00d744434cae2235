// The shell that asks `ss`: answers in turn, a system without `ss`, one whose `ss` fails or hangs. Programs of that name stand in a folder of
// the test's own; what the real one says is test/e2e/relay-tcp-facts.test.ts's.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { createSsAsker } from '../../../../../src/sources/relay/tcp-facts/ask-ss.js';

const notLinux = process.platform === 'linux' ? false : 'only Linux is asked';

/** `ss` is this script, and nothing else is found. */
function withProgram(context: TestContext, script: string): void {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-ss-'));
  symlinkSync('/bin/sh', join(folder, 'sh'));
  writeFileSync(join(folder, 'ss'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const before = process.env['PATH'];
  process.env['PATH'] = folder;
  const keeper = setInterval(() => undefined, 1_000); // the shell keeps no process alive, nor a test
  context.after(() => {
    clearInterval(keeper);
    process.env['PATH'] = before;
    rmSync(folder, { recursive: true, force: true });
  });
}

test('one shell answers every time, with the ports it is asked for', { skip: notLinux }, async (context) => {
  withProgram(context, 'echo "$PPID" "$@"');
  const ask = createSsAsker();
  const [first = '', second = ''] = [await ask({ local: 1, remote: 2 }), await ask({ local: 3, remote: 4 })];
  assert.match(first ?? '', /^\d+ -tinH \( sport = :1 or dport = :2 \)\n$/);
  assert.equal(second, (first ?? '').replace(':1', ':3').replace(':2', ':4'));
});

test('no socket is an answer too', { skip: notLinux }, async (context) => {
  withProgram(context, 'exit 0');
  assert.equal(await createSsAsker()({ local: 1, remote: 2 }), '');
});

test('a program that is not there, or not ours to run, is asked no more', { skip: notLinux }, async (context) => {
  for (const status of [126, 127]) {
    withProgram(context, `exit ${status}`);
    assert.equal(await createSsAsker()({ local: 1, remote: 2 }), null);
  }
});

test('one that fails or kills its shell is a question without an answer', { skip: notLinux }, async (context) => {
  withProgram(context, 'case "$2" in *:1*) exit 3;; *:2*) kill -9 "$PPID";; *) echo fine;; esac');
  const ask = createSsAsker();
  await assert.rejects(ask({ local: 1, remote: 0 }), /no answer/);
  await assert.rejects(ask({ local: 2, remote: 0 }), /no answer/);
  assert.equal(await ask({ local: 3, remote: 0 }), 'fine\n');
});
