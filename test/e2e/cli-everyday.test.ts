// The commands of every day as users type them: run, ca, config, completion; completion in the real shells.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type PbsServer, startPbsServer } from '../../src/pbs-server/index.js';
import { rootFolder } from '../support/paths.js';
import { runPbscope } from '../support/run-pbscope.js';
import { whyWithout } from '../support/tools.js';

const main = join(rootFolder, 'dist', 'src', 'cli', 'main.js');
let folder = '';
let server: PbsServer;
let environment: Readonly<Record<string, string>> = {};

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pbscope-everyday-'));
  server = await startPbsServer({
    listen: { host: '127.0.0.1', port: 0 },
    datastores: [{ name: 'store', folder: join(folder, 'store') }],
    authDelayMs: 0,
    log: () => undefined,
  });
  environment = {
    XDG_DATA_HOME: join(folder, 'data'),
    XDG_CONFIG_HOME: join(folder, 'config'),
    PBS_REPOSITORY: `${server.tokenId}@127.0.0.1:${server.address.port}:store`,
    PBS_FINGERPRINT: server.fingerprint,
    PBS_PASSWORD: server.tokenSecret,
  };
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('run: the command has its own output and code, goes through the proxy, and the report comes after it', async () => {
  const source = join(folder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'a'), 'content');
  const client = [process.execPath, main, 'client', 'backup', '-q', `files.tar:${source}`, '--backup-id', 'run'];
  const ended = await runPbscope(['run', '--', ...client], environment);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stderr, /SESSION 1: backup of host\/run\/.*, finished/);
  assert.doesNotMatch(ended.stdout, /SESSION/);
  assert.ok(!ended.stderr.includes(server.tokenSecret));
});

test('run: --report writes a file of mode 0600 in the format of its name', async () => {
  const path = join(folder, 'run.json');
  const client = [process.execPath, main, 'client', 'snapshots'];
  const ended = await runPbscope(['run', '--report', path, '--', ...client], environment);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /host\/run\//);
  assert.equal((JSON.parse(readFileSync(path, 'utf8')) as { format: number }).format, 1);
  assert.equal(statSync(path).mode & 0o777, 0o600);
});

const runCases: readonly (readonly [what: string, words: readonly string[], code: number, says: RegExp])[] = [
  ['the code of the command', ['run', '--', 'sh', '-c', 'exit 7'], 7, /Nothing came through the proxy/],
  ['the signal that ended it', ['run', '--', 'sh', '-c', 'kill -9 $$'], 137, /Nothing came through/],
  ['no command', ['run'], 2, /^pbscope: pbscope run needs a command\. /],
  [
    'a command that is not there',
    ['run', '--', 'no-such-program'],
    2,
    /^pbscope: There is no command no-such-program\./,
  ],
];
for (const [what, words, code, says] of runCases) {
  test(`run: ${what}`, async () => {
    const ended = await runPbscope(words, environment);
    assert.match(ended.stderr, says);
    assert.equal(ended.code, code);
  });
}

test('run without a server to be before says what to set', async () => {
  const ended = await runPbscope(['run', '--', 'true'], { XDG_DATA_HOME: join(folder, 'data') });
  assert.match(ended.stderr, /It is not known which server is meant\. Set PBS_REPOSITORY/);
  assert.equal(ended.code, 2);
});

test('ca: shows, exports without the key, renews', async () => {
  const shown = (await runPbscope(['ca', '--json'], environment)).stdout;
  const before = JSON.parse(shown) as { fingerprint: string; leafFingerprint: string };
  const exported = join(folder, 'ca.pem');
  assert.equal((await runPbscope(['ca', 'export', exported], environment)).code, 0);
  const pem = readFileSync(exported, 'utf8');
  assert.match(pem, /^-----BEGIN CERTIFICATE-----\n/);
  assert.doesNotMatch(pem, /PRIVATE/);
  assert.equal((await runPbscope(['ca', 'export'], environment)).stdout, pem);
  assert.equal((await runPbscope(['ca', 'renew'], environment)).code, 0);
  const after = JSON.parse((await runPbscope(['ca', '--json'], environment)).stdout) as typeof before;
  assert.equal(after.fingerprint, before.fingerprint);
  assert.notEqual(after.leafFingerprint, before.leafFingerprint);
});

test('config: what is set, and where', async () => {
  const { stdout } = await runPbscope(['config', '--json'], {
    ...environment,
    PBSCOPE_ASCII: 'yes',
    PBSCOPE_RATE: '5mbit',
  });
  const { settings } = JSON.parse(stdout) as { settings: readonly Record<string, unknown>[] };
  const told = settings.map(({ flag, value, source }) => `${flag} ${value} ${source}`);
  assert.deepEqual(told.sort(), ['ascii true PBSCOPE_ASCII', 'rate 5mbit PBSCOPE_RATE']);
});

const completion = async (shell: string): Promise<string> => (await runPbscope(['completion', shell])).stdout;

test('completion in bash', { skip: whyWithout('bash') }, async () => {
  const script = `${await completion('bash')}
ask() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=(); _pbscope; echo "\${COMPREPLY[@]}"; }
ask pbscope rep
ask pbscope ca re
ask pbscope --json client ba
ask pbscope client backup --repo
ask pbscope report --form`;
  const { stdout } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  assert.equal(stdout, 'report\nrenew\nbackup\n--repository\n--format\n');
});

test('completion in fish', { skip: whyWithout('fish') }, async () => {
  const script = `${await completion('fish')}\ncomplete -C 'pbscope ca '\ncomplete -C 'pbscope report --form'`;
  const { stdout } = spawnSync('fish', ['-c', script], { encoding: 'utf8' });
  assert.match(stdout, /^export\twrite the certificate.*\nrenew\t.*\n--format\t/);
});

test('completion in zsh', { skip: whyWithout('zsh') }, async () => {
  // The completion system wants a terminal; what it is told is recorded instead.
  const script = `compdef() { : }
_describe() { print -l -- \${(P)2} }
${await completion('zsh')}
words=(pbscope ca re); CURRENT=3; PREFIX=re; _pbscope
words=(pbscope report --form); CURRENT=3; PREFIX=--form; _pbscope`;
  const { stdout, stderr } = spawnSync('zsh', ['-fc', script], { encoding: 'utf8' });
  assert.match(stdout, /^export:write the certificate/m, stderr);
  assert.match(stdout, /^--format:/m);
});

test('completion for a shell that is none', async () => {
  const ended = await runPbscope(['completion', 'bsh']);
  assert.match(ended.stderr, /There is no completion for bsh\. Did you mean bash\?/);
  assert.equal(ended.code, 2);
});
