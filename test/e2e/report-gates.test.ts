// `pbscope report` as a gate: exit codes of --fail-on and --assert, the JUnit file, errors that point at the character.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fixturesFolder } from '../support/paths.js';
import { runPbscope } from '../support/run-pbscope.js';

const folder = mkdtempSync(join(tmpdir(), 'pbscope-gates-'));
after(() => rmSync(folder, { recursive: true }));

const locked = join(fixturesFolder, 'captures', 'pbs-3.2.4', '08i-group-locked.pcap.gz');
const report = (...flags: string[]) => runPbscope(['report', '-q', ...flags, locked]);

test('a warning breaks --fail-on warning, and not --fail-on error', async () => {
  const [broken, kept] = await Promise.all([report('--fail-on', 'warning'), report('--fail-on', 'error')]);
  assert.equal(broken.code, 3);
  assert.match(broken.stderr, /warning group-locked \(session 2\): The backup group is in use by another session/);
  assert.match(broken.stdout, /WARNING group-locked \(session 2\)/);
  assert.equal(kept.code, 0);
});

test('assertions that hold and that do not, and the JUnit file of both', async () => {
  const junit = join(folder, 'night.xml');
  const flags = ['--assert', 'failedCalls<9', '--assert', 'dedupShare>0.9', '--junit', junit];
  const { code, stderr } = await report(...flags);
  assert.equal(code, 3);
  assert.match(stderr, /dedupShare>0\.9 does not hold: dedupShare of session 1: 0 %/);
  const xml = readFileSync(junit, 'utf8');
  assert.match(xml, /<testsuite name="pbscope.assertions" tests="2" failures="1"/);
});

test('a mistyped assertion points at the character, a mistyped severity names the nearest', async () => {
  const [assertion, severity] = await Promise.all([report('--assert', 'p99(finis)<1s'), report('--fail-on', 'warnig')]);
  assert.equal(assertion.code, 2);
  assert.match(assertion.stderr, /there is no operation "finis"[^\n]*\n {2}p99\(finis\)<1s\n {6}\^\n/);
  assert.deepEqual([severity.code, /Did you mean warning\?/.test(severity.stderr)], [2, true]);
});
