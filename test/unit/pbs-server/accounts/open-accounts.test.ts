// The accounts that a server starts with. In: a folder, credentials. Out: who comes in, and that nobody does without a secret.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  AccountFolder,
  AccountsUnusable,
  addToken,
  addUser,
  type Credentials,
  hashTokenSecret,
  openAccounts,
} from '../../../../src/pbs-server/accounts/index.js';
import { isRefusal } from '../../../../src/pbs-server/refusal.js';

async function makeFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-open-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const lines: string[] = [];
const open = (folder: string | null, credentials: Credentials = {}) =>
  openAccounts({ folder, credentials, stores: ['s'], nowSeconds: () => 1000, log: (line) => lines.push(line) });

const whoIs = async ({ accounts }: Awaited<ReturnType<typeof open>>, tokenId: string, secret: string) => {
  const outcome = await accounts.authenticate('GET', { authorization: `PBSAPIToken ${tokenId}:${secret}` });
  return isRefusal(outcome) ? outcome.text : outcome;
};

test('nobody could come in: one random token, another one each time', async (t) => {
  const folder = await makeFolder(t);
  await new AccountFolder(folder).change((book) => addUser(book, 'eve@pbs', { passwordHash: null, comment: '' }));
  const [first, second] = [await open(folder), await open(folder)];
  assert.ok(first.token !== null && second.token !== null);
  assert.equal(await whoIs(first, first.token.tokenId, first.token.secret), 'backup@pbs!pbscope');
  assert.equal(
    await whoIs(second, first.token.tokenId, first.token.secret),
    'authentication failed - invalid credentials',
  );
  assert.ok((await first.accounts.privilegesOn('backup@pbs!pbscope', '/datastore/s')).has('Datastore.Backup'));
  assert.equal((await first.accounts.privilegesOn('backup@pbs!pbscope', '/datastore/other')).size, 0);
});

test('an account in the folder, and no token is made; a file broken by hand locks nobody out of a running server', async (t) => {
  const folder = await makeFolder(t);
  const kept = new AccountFolder(folder);
  await kept.change((book) => {
    const token = { secretHash: hashTokenSecret('abc'), comment: '' };
    return addToken(addUser(book, 'eve@pbs', { passwordHash: null, comment: '' }), 'eve@pbs!t', token);
  });
  const opened = await open(folder);
  assert.equal(opened.token, null);
  assert.equal(await whoIs(opened, 'eve@pbs!t', 'abc'), 'eve@pbs!t');
  await writeFile(join(folder, 'accounts.json'), '{"format":1');
  assert.equal(await whoIs(opened, 'eve@pbs!t', 'abc'), 'eve@pbs!t');
  assert.match(lines.join('\n'), /^accounts not read again - not JSON/);
  await assert.rejects(open(folder), AccountsUnusable);
  await rm(join(folder, 'accounts.json'));
  assert.match(await whoIs(opened, 'eve@pbs!t', 'abc'), /disabled or expired/);
});

test('a ticket outlives a restart where its keys are kept', async (t) => {
  const folder = await makeFolder(t);
  const credentials = { users: [{ userId: 'eve@pbs', password: 'correct horse' }] };
  const login = await (await open(folder, credentials)).accounts.login('eve@pbs', 'correct horse');
  assert.ok(!isRefusal(login));
  const again = await (await open(folder, credentials)).accounts.authenticate('GET', {
    cookie: `PBSAuthCookie=${login.ticket}`,
  });
  assert.equal(again, 'eve@pbs');
  for (const text of ['{}', '{"format":1,"privateKeyPem":"none","csrfKey":""}', 'nonsense']) {
    await writeFile(join(folder, 'ticket-keys.json'), text);
    await assert.rejects(open(folder), { message: 'not the keys of a pbscope server' });
  }
});
