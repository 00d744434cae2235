// `pbscope report --output FILE`: the file holds what stdout would; a run that fails leaves an older file as it was.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { demoDocument } from '../support/html-documents.js';
import { fixturesFolder } from '../support/paths.js';
import { runPbscope } from '../support/run-pbscope.js';

const folder = mkdtempSync(join(tmpdir(), 'pbscope-output-'));
after(() => rmSync(folder, { recursive: true }));

const trace = join(fixturesFolder, 'traces', 'demo.pbscope.gz');
const small = join(fixturesFolder, 'captures', 'pbs-3.2.4', '08b-wrong-password.pcapng');

test('the HTML report in a file, nothing on stdout', async () => {
  const path = join(folder, 'night.html');
  const ended = await runPbscope(['report', trace, '--format', 'html', '--utc', '--output', path]);
  assert.deepEqual(ended, { code: 0, stdout: '', stderr: '' });
  assert.equal(readFileSync(path, 'utf8'), await demoDocument());
});

test('a file that cannot be written is said; an input that cannot be read leaves the older file', async () => {
  const path = join(folder, 'older.html');
  writeFileSync(path, 'older');
  const [unwritable, unreadable] = await Promise.all([
    runPbscope(['report', small, '--output', join(folder, 'none', 'x.txt')]),
    runPbscope(['report', join(folder, 'no-such-trace'), '--output', path]),
  ]);
  assert.equal(unwritable.code, 2);
  assert.match(
    unwritable.stderr,
    /The file \S+ cannot be written \(ENOENT[^)]*\)\. Choose another name with --output\./,
  );
  assert.equal(unreadable.code, 20);
  assert.equal(readFileSync(path, 'utf8'), 'older');
});
