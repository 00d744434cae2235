// The command line used as it should be and as it should not: words, exit codes, where output goes.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { fixturesFolder, sampleOf } from '../support/paths.js';
import { runPbscope } from '../support/run-pbscope.js';
import { rawFrame } from '../support/zstd-frame.js';

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'pbscope-cli-'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

const wrong: readonly (readonly [what: string, args: readonly string[], code: number, says: RegExp])[] = [
  ['no command', [], 2, /^pbscope: No command was given\. See pbscope --help\.\n$/],
  ['a mistyped command', ['prxy'], 2, /^pbscope: There is no command prxy\. Did you mean proxy\?\n$/],
  [
    'a mistyped flag',
    ['report', 'x', '--fromat', 'json'],
    2,
    /^pbscope: There is no --fromat\. Did you mean --format\?\n$/,
  ],
  [
    'a mistyped format',
    ['report', 'x', '--format', 'jsn'],
    2,
    /^pbscope: There is no format jsn\. Did you mean json\?\n$/,
  ],
  [
    'a file that is not there',
    ['report', '/nowhere/x.pbscope'],
    20,
    /^pbscope: There is no file \/nowhere\/x\.pbscope\. Check the name\.\n$/,
  ],
  ['a folder', ['report', '.'], 20, /^pbscope: \. is a folder\./],
  [
    'a bare number',
    ['proxy', '--upstream', '127.0.0.1', '--delay', '80'],
    2,
    /^pbscope: --delay 80 is not a value with a unit\. Write it like 80ms/,
  ],
  ['a rate without a unit', ['demo', '--rate', 'fast'], 2, /^pbscope: --rate fast is not a value with a unit/],
  [
    'a line that has no name',
    ['proxy', '--upstream', '127.0.0.1', '--wan', 'dls'],
    2,
    /There is no line named dls\. Did you mean dsl\?/,
  ],
  ['no upstream', ['proxy'], 2, /^pbscope: pbscope proxy needs --upstream\. For example: pbscope proxy --upstream /],
  [
    'a fingerprint that is none',
    ['proxy', '--upstream', '127.0.0.1', '--upstream-fingerprint', 'aa:bb'],
    2,
    /is no SHA-256 fingerprint/,
  ],
  [
    'a port out of range',
    ['proxy', '--upstream', '127.0.0.1:99999'],
    2,
    /--upstream 127\.0\.0\.1:99999 is not an address/,
  ],
  [
    'a wait of no time',
    ['proxy', '--upstream', '127.0.0.1', '--stuck-after', '0s'],
    2,
    /^pbscope: --stuck-after 0s is no time to wait\. Give one above zero, for example 10s\.\n$/,
  ],
  ['a level that is none', ['report', 'x', '--log-level', 'loud'], 2, /--log-level loud is not a level/],
];

for (const [what, args, code, says] of sampleOf(wrong)) {
  test(`${what}: one sentence, a next step, exit code ${code}`, async () => {
    const ended = await runPbscope(args, { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder });
    assert.match(ended.stderr, says);
    assert.equal(ended.code, code);
    assert.equal(ended.stdout, '');
  });
}

test('help has its examples first', async () => {
  for (const args of [['--help'], ['proxy', '--help'], ['open', '--help'], ['server', '--help']]) {
    const { stdout, code } = await runPbscope(args);
    assert.equal(code, 0);
    assert.match(stdout, /^[^\n]+\n\nExamples:\n\$ pbscope[\s\S]+\nUsage: pbscope [\s\S]+\nEverywhere:\n/);
  }
});

test('a file that is neither trace nor capture is code 20', async () => {
  const path = join(folder, 'text.txt');
  writeFileSync(path, 'hello\n');
  const { stderr, code } = await runPbscope(['report', path]);
  assert.match(stderr, /^pbscope: text\.txt cannot be used: it is neither a trace of pbscope nor a packet capture\. /);
  assert.equal(code, 20);
});

test('a trace packed with zstd reads on every Node, and one that was cut up to the cut', async () => {
  const packed = rawFrame(gunzipSync(readFileSync(join(fixturesFolder, 'traces', 'demo.pbscope.gz'))));
  const whole = join(folder, 'whole.pbscope.zst');
  writeFileSync(whole, packed);
  assert.match((await runPbscope(['report', whole])).stdout, /3 connections, 3 sessions/);
  const cut = join(folder, 'cut.pbscope.zst');
  writeFileSync(cut, packed.subarray(0, packed.length / 2));
  const { stdout, code } = await runPbscope(['report', cut]);
  assert.match(stdout, /still running when the\s+recording ended/);
  assert.equal(code, 0);
});

test('numbers of the JSON report have no binary noise', async () => {
  const trace = join(fixturesFolder, 'traces', 'demo.pbscope.gz');
  const { stdout } = await runPbscope(['report', trace, '--format', 'json']);
  assert.doesNotMatch(stdout, /\d\.\d{7}/);
});

test('a configuration that does not read is named', async () => {
  const config = join(folder, 'config');
  const { mkdirSync } = await import('node:fs');
  mkdirSync(join(config, 'pbscope'), { recursive: true });
  writeFileSync(join(config, 'pbscope', 'pbscope.json'), '{');
  const { stderr, code } = await runPbscope(['report', 'x'], { XDG_CONFIG_HOME: config });
  assert.match(stderr, /pbscope\.json is not a JSON object\. Mend or remove it\./);
  assert.equal(code, 2);
});

const capture = join(fixturesFolder, 'captures', 'pbs-3.2.4', '03b-image-backup-again.pcapng');
const keylog = join(fixturesFolder, 'captures', 'pbs-3.2.4', '03b-image-backup-again.keys');

test('report gives text by default, JSON when asked, frames of a capture', async () => {
  const text = await runPbscope(['report', capture, '--keylog', keylog]);
  assert.match(text.stdout, /SESSION 1: backup of .*, finished/);
  assert.equal(text.code, 0);
  const json = await runPbscope(['report', capture, '--keylog', keylog, '--json']);
  assert.equal((JSON.parse(json.stdout) as { format: number }).format, 1);
  const frames = await runPbscope(['report', capture, '--keylog', keylog, '--format', 'frames']);
  assert.match(frames.stdout, /C> HEADERS 1 len=\d+ flags=0x5 :method=GET/);
});

test('open without a terminal is the report', async () => {
  const { stdout, code } = await runPbscope(['open', capture, '--keylog', keylog]);
  assert.match(stdout, /SESSION 1: backup of/);
  assert.equal(code, 0);
});

const demoTrace = join(fixturesFolder, 'traces', 'demo.pbscope.gz');

test('a filter chooses calls, and an error in it points at the character', async () => {
  const slow = await runPbscope([
    'report',
    demoTrace,
    '--format',
    'calls',
    '--filter',
    'op:FixedChunk latency>400ms session=1',
  ]);
  assert.deepEqual(
    slow.stdout.split('\n').map((line) => line.split(/ {2,}/).slice(0, 4).join(' ')),
    [
      'time session operation archive',
      ...['0:01.930', '0:02.286', '0:02.601'].map((time) => `${time} 1 uploadFixedChunk disk.img.fidx`),
      '',
    ],
  );
  const wrongUnit = await runPbscope(['report', demoTrace, '--filter', 'latency>250']);
  assert.match(wrongUnit.stderr, /^pbscope: --filter: a unit is needed .*\n {2}latency>250\n {13}\^\n/);
  assert.equal(wrongUnit.code, 2);
});

test('a recorded run of the demo reads as it was: three sessions that finished', async () => {
  const { stdout } = await runPbscope(['report', demoTrace, '--json']);
  const { sessions } = JSON.parse(stdout) as {
    sessions: readonly { kind: string; outcome: string; totals: { dedupRatio: number | null } }[];
  };
  assert.deepEqual(
    sessions.map((session) => `${session.kind} ${session.outcome} ${session.totals.dedupRatio?.toFixed(1)}`),
    ['backup finished 1.3', 'backup finished 8.5', 'restore finished undefined'],
  );
});
