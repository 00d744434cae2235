// The blocks of docs/recipes, read by the programs that they are for; the redirect with real packets in a network namespace of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { commands } from '../../src/cli/commands/index.js';
import { parseCommandLine } from '../../src/cli/parsing/index.js';
import { rootFolder } from '../support/paths.js';
import { whyWithout } from '../support/tools.js';

const recipes = join(rootFolder, 'docs', 'recipes');
const folder = mkdtempSync(join(tmpdir(), 'pbscope-recipes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

interface Block {
  readonly page: string;
  readonly language: string;
  readonly text: string;
}

const blocks: readonly Block[] = readdirSync(recipes)
  .filter((name) => name.endsWith('.md'))
  .sort()
  .flatMap((page) =>
    [...readFileSync(join(recipes, page), 'utf8').matchAll(/^```(\S+)\n([\s\S]*?)^```$/gm)].map((match) => ({
      page,
      language: match[1] ?? '',
      text: match[2] ?? '',
    })),
  );
const blocksOf = (language: string): readonly Block[] => blocks.filter((block) => block.language === language);

function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function run(program: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(error, undefined);
  return status === 0 ? '' : `${program} ended with ${status}: ${stdout}${stderr}`;
}

test('every page is in the list, every link leads somewhere', () => {
  const list = readFileSync(join(recipes, 'README.md'), 'utf8');
  const linked = [...list.matchAll(/\]\((\S+\.md)\)/g)].map((match) => match[1]);
  assert.deepEqual(
    linked.sort(),
    readdirSync(recipes)
      .filter((name) => name !== 'README.md')
      .sort(),
  );
});

test('every pbscope command of the recipes is one, with flags that it has', async () => {
  const lines = blocks
    .filter((block) => block.language === 'sh' || block.language === 'systemd')
    .flatMap((block) => block.text.split('\n'))
    .map((line) => /(?:^|\s|=\/usr\/bin\/)(pbscope (?!of)[a-z-]+ .*)$/.exec(line)?.[1]?.replace(/\s+#.*$/, ''))
    .filter((line) => line !== undefined);
  assert.ok(lines.length >= 8, lines.join('\n'));
  for (const line of lines) {
    const words = line
      .split(/\s+/)
      .slice(1)
      .map((word) => word.replace(/^'(.*)'$/, '$1'));
    await parseCommandLine({
      words,
      commands,
      introduction: '',
      version: '0',
      environment: {},
      file: {},
      columns: 80,
      warn: (sentence) => assert.fail(sentence),
    }).then(
      (parsed) => assert.notEqual(parsed, null, line),
      (error: Error) => assert.fail(`${line}: ${error.message}`),
    );
  }
});

test('shell blocks are shell', { skip: whyWithout('bash') }, () => {
  for (const { page, text } of blocksOf('sh')) assert.equal(run('bash', ['-n', write('block.sh', text)]), '', page);
});

test('HAProxy takes its configurations', { skip: whyWithout('haproxy', 'openssl') }, () => {
  const pem = join(folder, 'both.pem');
  const key = join(folder, 'key.pem');
  run('openssl', [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-subj',
    '/CN=x',
    '-keyout',
    key,
    '-out',
    pem,
  ]);
  writeFileSync(pem, readFileSync(pem, 'utf8') + readFileSync(key, 'utf8'));
  const configurations = blocksOf('haproxy');
  assert.equal(configurations.length, 2);
  for (const { page, text } of configurations) {
    assert.equal(run('haproxy', ['-c', '-f', write('haproxy.cfg', text.replace('CERTIFICATE', pem))]), '', page);
  }
});

test('systemd takes the unit', { skip: whyWithout('systemd-analyze') }, () => {
  const [unit] = blocksOf('systemd');
  // The program need not be installed here, nor the user be there.
  const text = (unit?.text ?? '').replace('/usr/bin/pbscope', '/bin/true').replace(/^User=.*$/m, 'DynamicUser=yes');
  assert.equal(run('systemd-analyze', ['verify', '--man=no', write('pbscope.service', text)]), '');
});

test('storage.cfg names what the plugin knows', () => {
  // Options of PVE's PBS storage plugin and of every storage.
  const known = new Set([
    'datastore',
    'server',
    'port',
    'username',
    'fingerprint',
    'content',
    'prune-backups',
    'nodes',
    'namespace',
  ]);
  const [section] = blocksOf('storage.cfg');
  const [head = '', ...options] = (section?.text ?? '').trimEnd().split('\n');
  assert.match(head, /^pbs: [a-z0-9-]+$/);
  for (const line of options) assert.ok(known.has(/^\t(\S+) \S/.exec(line)?.[1] ?? ''), line);
});

const canUnshare = spawnSync('unshare', ['--net', 'true']).status === 0;
const skipRedirect =
  whyWithout('nft', 'ip', 'unshare') || (canUnshare ? false : 'no network namespace may be made here (root)');

test('nft takes the rules, and a redirected connection reaches the port of pbscope', { skip: skipRedirect }, () => {
  const [local, router] = blocksOf('nft');
  const rules = write('local.nft', local?.text ?? '');
  const script = write(
    'redirect.sh',
    `set -e
ip link set lo up
ip addr add 192.0.2.10/32 dev lo
nft -f ${rules}
nft -c -f ${write('router.nft', router?.text ?? '')}
node -e '
const net = require("node:net");
const server = net.createServer((socket) => { socket.end("pbscope"); server.close(); });
server.listen(8008, "127.0.0.1", () => {
  const client = net.connect(8007, "192.0.2.10");
  client.on("data", (bytes) => console.log(String(bytes)));
  client.on("error", (error) => { console.log(error.message); process.exit(1); });
});
'`,
  );
  const { stdout, stderr } = spawnSync('unshare', ['--net', 'bash', script], { encoding: 'utf8' });
  assert.equal(stdout, 'pbscope\n', stderr);
});
