// `pbscope server user|token|acl` and a server on the accounts that they make: who comes in, and what changes while it runs.
// In: the built program, folders of its own. Out: what it prints, and what the server answers.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { formatTarget } from '../../src/core/pbs/index.js';
import { AccountFolder, removeUser, setAcl } from '../../src/pbs-server/index.js';
import { sampleOf } from '../support/paths.js';
import { runPbscope, startPbscope } from '../support/run-pbscope.js';
import { openTls, request } from '../support/session-client.js';

const folder = mkdtempSync(join(tmpdir(), 'pbscope-accounts-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const environment = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
const accountsFolder = join(folder, 'pbscope', 'server-accounts');
const passwordFile = join(folder, 'password');
writeFileSync(passwordFile, 'correct horse\nbattery staple\n');

const server = (...words: string[]) => runPbscope(['server', ...words], environment);
const json = async (...words: string[]): Promise<Record<string, unknown>> => {
  const { stdout, stderr, code } = await server(...words, '--json');
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
};

test('accounts from the command line come in, do what they may, and go while the server runs', async (t) => {
  await json('user', 'add', 'eve@pbs', '--password-file', passwordFile);
  const { tokenId, tokenSecret } = await json('token', 'add', 'eve@pbs', 'laptop');
  assert.equal(tokenId, 'eve@pbs!laptop');
  const early = await server('acl', 'set', '/datastore/store', 'eve@pbs!laptop', 'DatastoreAudit');
  assert.match(early.stderr, /WARN: The token may do no more than eve@pbs,/);
  await json('acl', 'set', '/datastore/store', 'eve@pbs', 'DatastoreBackup');
  assert.deepEqual((await json('user', 'list'))['users'], [
    { user: 'eve@pbs', hasPassword: true, tokenCount: 1, isEnabled: true, expiresAt: null, comment: '' },
  ]);

  const running = startPbscope(
    ['server', '--folder', join(folder, 'store'), '--listen', '127.0.0.1:0', '--no-auth-delay', '--json'],
    environment,
  );
  t.after(() => running.kill('SIGKILL'));
  const listening = await running.message('listening');
  assert.deepEqual(Object.keys(listening), ['messageType', 'address', 'fingerprint', 'repository']);
  assert.match(String(listening['repository']), /^USER@pbs!TOKEN@127\.0\.0\.1:\d+:store$/);
  const socket = await openTls({ host: '127.0.0.1', port: Number(String(listening['address']).split(':')[1]) });
  t.after(() => socket.destroy());
  const list = async (): Promise<string> => {
    const target = formatTarget('listSnapshots', { store: 'store' });
    const head = [`GET ${target} HTTP/1.1`, `authorization: PBSAPIToken ${tokenId}:${tokenSecret}`];
    return (await request(socket, head)).body;
  };
  // DatastoreAudit alone is nothing that the user has too.
  assert.equal(await list(), 'permission check failed - missing Datastore.Audit|Datastore.Backup on /datastore/store');
  // From here on as another `pbscope server acl` would, without the time that a process takes.
  const book = new AccountFolder(accountsFolder);
  const audit = { path: '/datastore/store', authId: 'eve@pbs', role: 'DatastoreAudit', isPropagated: true } as const;
  await book.change((one) => setAcl(one, audit));
  assert.equal(await list(), '{"data":[]}');
  const login = JSON.stringify({ password: 'correct horse', username: 'eve@pbs' });
  const head = ['POST //api2/json/access/ticket HTTP/1.1', 'content-type: application/json'];
  assert.equal((await request(socket, [...head, `content-length: ${login.length}`], login)).status, 200);
  await book.change((one) => removeUser(one, 'eve@pbs'));
  assert.equal(await list(), 'authentication failed - user account or token disabled or expired.');
  running.kill('SIGTERM');
  assert.equal((await running.ended).code, 0);

  assert.equal((await server('acl', 'list')).stdout, 'No rights.\n');
  const kept = ['accounts.json', 'ticket-keys.json', 'certificate.pem'].map((name) => join(accountsFolder, name));
  for (const path of kept) {
    assert.equal(statSync(path).mode & 0o777, 0o600, path);
    for (const secret of [String(tokenSecret), 'correct horse'])
      assert.ok(!readFileSync(path, 'utf8').includes(secret));
  }
});

const wrong: readonly (readonly [what: string, words: readonly string[], says: RegExp])[] = [
  ['a role that is none', ['acl', 'set', '/', 'eve@pbs', 'DatastoreBackp'], /Did you mean DatastoreBackup\?/],
  [
    'a release that is none',
    ['--folder', folder, '--as', '3.2.3'],
    /--as 3\.2\.3 is not known\. Did you mean 3\.2\.4\?/,
  ],
];

for (const [what, words, says] of sampleOf(wrong)) {
  test(`${what}: one sentence, a next step`, async () => {
    const { stderr, code } = await server(...words);
    assert.match(stderr, says);
    assert.equal(code, 2);
  });
}
