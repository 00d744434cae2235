// In: `pbscope lb-check` as users run it. Out: the list, the plan, one JSON value in the words of the set-ups' expectations, JUnit, exit
// codes by class, what is known at Ctrl-C, and the comparison of two recordings.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort } from '../support/boxes/real-box.js';
import { makeStubCertificate } from '../support/boxes/shown-certificate.js';
import { type StubFault, startStubBox } from '../support/boxes/stub-box.js';
import { idleCut, stripUpgrade } from '../support/boxes/stub-faults.js';
import { fixturesFolder } from '../support/paths.js';
import { runPbscope, startPbscope } from '../support/run-pbscope.js';

async function startStub(context: TestContext, fault: StubFault): Promise<{ target: string; backend: string }> {
  const backendPort = await freePort();
  const port = await startStubBox(context, await makeStubCertificate(context), backendPort, fault);
  return { target: `127.0.0.1:${port}`, backend: `127.0.0.1:${backendPort}` };
}

const only = ['--only', 'reach,tls,certificate,alpn,upgrade-backup,settings,ping,idle'];

test('the list names each check, what it sends and what it needs', async () => {
  const { code, stdout } = await runPbscope(['lb-check', '--list']);
  assert.equal(code, 0);
  assert.match(stdout, /^upgrade-backup\s+none/m);
  assert.match(stdout, /^stalled-server\s+both-ends/m);
  assert.match(stdout, /sends GET \/\/api2\/json\/backup/);
});

test('a dry run says what stays on a real PBS, and connects to nobody', async () => {
  const { code, stdout } = await runPbscope(['lb-check', '127.0.0.1:1', '--dry-run'], {
    PBS_REPOSITORY: 'a@pbs!t@127.0.0.1:store',
    PBS_PASSWORD: 'secret',
  });
  assert.equal(code, 0);
  assert.match(stdout, /What stays: the folder of the group host\/benchmark/);
  assert.doesNotMatch(stdout, /secret/);
});

test('one JSON value, JUnit, and exit code 13 where Upgrade is stripped', async (context) => {
  const { target, backend } = await startStub(context, stripUpgrade);
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-junit-'));
  context.after(() => rm(folder, { recursive: true, force: true }));
  const junit = join(folder, 'lb.xml');
  const args = ['lb-check', target, '--backend', backend, '--json', '--junit', junit, '--product', 'nginx', ...only];
  const { code, stdout, stderr } = await runPbscope(args);
  assert.equal(code, 13, stderr);
  const { outcome, findings, status, body, cert, alpnWhenH2Offered, checks } = JSON.parse(stdout);
  assert.deepEqual(
    { outcome, findings, status, body, cert, alpnWhenH2Offered },
    {
      outcome: 'upgrade-stripped',
      findings: ['upgrade-stripped'],
      status: 400,
      body: 'missing Upgrade header',
      cert: 'own',
      alpnWhenH2Offered: 'none',
    },
  );
  const upgrade = checks.find((one: { id: string }) => one.id === 'upgrade-backup');
  assert.equal(upgrade.state, 'fail');
  assert.match(upgrade.advice, /proxy_set_header Upgrade/);
  assert.match(
    await readFile(junit, 'utf8'),
    /<testcase classname="pbscope.lb-check" name="upgrade-backup">\s*<failure/,
  );
});

test('exit code 3 and the second where silence is cut', async (context) => {
  const { target, backend } = await startStub(context, idleCut(1000));
  const { code, stdout } = await runPbscope(['lb-check', target, '--backend', backend, '--idle-max', '2s', ...only]);
  assert.equal(code, 3);
  assert.match(stdout, /^127\.0\.0\.1:\d+: Carries backups, but will cut at 1 s idle\.$/m);
  assert.match(stdout, /To change:\n {2}Raise the idle timeout/);
});

test('Ctrl-C prints what is known', async (context) => {
  const { target, backend } = await startStub(context, {});
  const running = startPbscope([
    'lb-check',
    target,
    '--backend',
    backend,
    '--idle-max',
    '10m',
    '--log-level',
    'debug',
    ...only,
  ]);
  // The far end tells of its sessions: the silent ones are open when there are as many as there are lengths.
  await running.complaint(/lbcheck-idle-600000/);
  running.kill('SIGINT');
  const { code, stdout } = await running.ended;
  assert.equal(code, 130);
  assert.match(stdout, /pass\s+upgrade-backup/);
  assert.match(stdout, /interrupted/i);
});

test('nobody listens: exit code 10; a mistyped check names the nearest', async () => {
  assert.equal((await runPbscope(['lb-check', `127.0.0.1:${await freePort()}`, '--only', 'reach'])).code, 10);
  const mistyped = await runPbscope(['lb-check', '127.0.0.1:1', '--only', 'setings']);
  assert.equal(mistyped.code, 2);
  assert.match(mistyped.stderr, /Did you mean settings\?/);
});

test('two recordings: the same one has no difference, others have', async () => {
  const a = join(fixturesFolder, 'traces', 'demo.pbscope.gz');
  const same = await runPbscope(['lb-check', '--tap-front', a, '--tap-back', a]);
  assert.equal(same.code, 0, same.stderr);
  assert.match(same.stdout, /changes nothing/);
});
