// In: the dashboard in a real terminal (tmux), real keys. Out: line drawing is right under tmux's own TERM, the shell gets its
// screen and its line mode back, after `q` and after a signal. One run; everything else is tested without a program.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { rootFolder } from '../support/paths.js';

const hasTmux = spawnSync('tmux', ['-V']).status === 0;
const skip = hasTmux || process.env['CI'] !== undefined ? false : 'tmux is not installed (Debian package tmux)';
/** A server of its own, apart from any that runs here. */
const server = `pbscope-test-${process.pid}`;
const program = join(rootFolder, 'dist', 'test', 'support', 'dashboard-program.js');
/** The end of the screen, when the shell waits. */
const prompt = /ready>\s*$/;
/** How often the screen is looked at, and for how long; a slow machine starts node in seconds. */
const lookEveryMs = 50;
const patienceMs = 20_000;

const tmux = (...args: string[]): string =>
  execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...args], { encoding: 'utf8' });
const screen = (): string => tmux('capture-pane', '-p');

async function waitFor(pattern: RegExp): Promise<string> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const text = screen();
    if (pattern.test(text)) return text;
    assert.ok(performance.now() < deadline, `${pattern} never appeared on\n${text}`);
    await pause(lookEveryMs);
  }
}

after(() => {
  if (hasTmux) spawnSync('tmux', ['-L', server, 'kill-server']);
});

test('in tmux: lines are lines, keys work, q and SIGHUP give the terminal back', { skip }, async () => {
  tmux('new-session', '-d', '-x', '80', '-y', '24', '-e', 'LC_ALL=C.UTF-8', 'PS1="ready> " exec sh -i');
  await waitFor(prompt);
  tmux('send-keys', `'${process.execPath}' '${program}'`, 'Enter');
  const overview = await waitFor(/─ Traffic ─+ last 60 s ─/);
  assert.doesNotMatch(overview, /qqq|lqk/, 'line drawing, not the letters behind it');
  tmux('send-keys', '3', 'G');
  await waitFor(/▸ *1:35\.300/);
  tmux('send-keys', 'q');
  const left = await waitFor(/left the dashboard/);
  assert.doesNotMatch(left, /Traffic|▸/, 'the screen of before is back');
  assert.equal(tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}').trim(), '0 1');

  tmux('send-keys', `clear; '${process.execPath}' '${program}'`, 'Enter');
  const again = await waitFor(/─ Traffic ─/);
  process.kill(Number(/process (\d+)/.exec(again)?.[1]), 'SIGHUP');
  await waitFor(prompt);
  assert.equal(tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}').trim(), '0 1');
  tmux('send-keys', 'stty -a', 'Enter');
  assert.match(await waitFor(/\bicanon\b/), /(?<!-)\bicanon\b[\s\S]*(?<!-)\becho\b/, 'lines and echo are on');
});
