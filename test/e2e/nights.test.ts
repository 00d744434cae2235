// A proxy that nobody watches: a folder of traces, SIGHUP, commands for what is found, SIGTERM that lets a backup end. Real processes.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectFeed, socketPath } from '../../src/cli/attach/index.js';
import type { ClientOptions } from '../../src/pbs-client/index.js';
import { whole } from '../support/noise.js';
import { sampleOf } from '../support/paths.js';
import { backupOf, useProxyRig } from '../support/proxy-rig.js';
import { runPbscope, startPbscope } from '../support/run-pbscope.js';

const rig = useProxyRig('nights');
const { folder, startProxy } = rig;

const runBackup = (options: ClientOptions, timeSeconds: number, read = () => whole(Buffer.alloc(100_000, 7))) =>
  backupOf(options, 'night', timeSeconds, [{ kind: 'stream', name: 'a.pxar', read }]);

test('--record FOLDER/: each session a trace that reads alone; SIGHUP goes on; --record-max keeps the newest', async () => {
  const traces = join(folder, 'traces');
  const { proxy, options } = await startProxy(['--record', `${traces}/`, '--record-max', '1MiB']);
  await runBackup(options, 1000);
  proxy.kill('SIGHUP');
  await proxy.complaint(/SIGHUP: connections without a session go to a new file/);
  await runBackup(options, 1001);
  proxy.kill('SIGTERM');
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  const names = readdirSync(traces).filter((name) => name.startsWith('session-'));
  assert.equal(names.length, 2, names.join());
  for (const name of names) {
    const { stdout, code } = await runPbscope(['report', join(traces, name)]);
    assert.equal(code, 0);
    assert.match(stdout, /1 connection, 1 session[\s\S]*SESSION 1: backup of host\/night\/.*, finished/);
  }
});

test('--on-verdict: a command gets the verdict as JSON, once', async () => {
  const told = join(folder, 'told.json');
  const { proxy, options } = await startProxy(['--on-verdict', `cat >> '${told}'`]);
  await assert.rejects(runBackup({ ...options, secret: 'wrong' }, 2000));
  const verdict = await proxy.message('verdict');
  proxy.kill('SIGTERM');
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  const lines = readFileSync(told, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.ok(
    lines.some((line) => line['rule'] === verdict['rule'] || line['severity'] === 'error'),
    JSON.stringify(lines),
  );
  const keys = lines.map((line) => `${line['rule']} ${line['session']} ${line['connection']} ${line['severity']}`);
  assert.equal(new Set(keys).size, keys.length, keys.join());
});

test('a command of --on-verdict that fails is said, and the proxy goes on', async () => {
  const { proxy, options } = await startProxy(['--on-verdict', 'exit 3']);
  await assert.rejects(runBackup({ ...options, secret: 'wrong' }, 2001));
  await proxy.complaint(/The command of --on-verdict ended with 3\./);
  await runBackup(options, 2002);
  proxy.kill('SIGTERM');
  assert.equal((await proxy.ended).code, 0);
});

test('SIGTERM: no new connection, and the backup that runs is finished', async () => {
  const { proxy, options } = await startProxy([]);
  let goOn = (): void => undefined;
  const isDraining = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.alloc(100_000, 1);
    proxy.kill('SIGTERM');
    await isDraining;
    yield Buffer.alloc(100_000, 2);
  }
  const running = runBackup(options, 3000, slow);
  await proxy.complaint(/Waiting for 1 open connection to end/);
  const late = connect(options.repository.port, '127.0.0.1');
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
  goOn();
  assert.equal((await running).archives.length, 1);
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /"outcome":"finished"/);
});

test('attach and status: any number ask a running proxy over a socket of mode 0600; noise on it does no harm', async () => {
  const { proxy, options } = await startProxy([]);
  await runBackup(options, 4000);
  const address = { host: '127.0.0.1', port: options.repository.port };
  const path = socketPath(address, join(folder, 'run', 'pbscope'));
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const noise = connect(path);
  noise.on('error', () => undefined);
  noise.resume();
  noise.write('no JSON\n');
  await once(noise, 'close');
  const feeds = await Promise.all([connectFeed(path), connectFeed(path)]);
  for (const feed of feeds) {
    assert.equal(feed.pid, proxy.pid);
    assert.equal(feed.report().sessions[0]?.outcome, 'finished');
  }
  const status = await runPbscope(['status', '--json'], rig.environment);
  const told = JSON.parse(status.stdout) as { pid: number; report: { sessions: readonly unknown[] } };
  assert.deepEqual([told.pid, told.report.sessions.length], [proxy.pid, 1]);
  proxy.kill('SIGTERM');
  await Promise.all(feeds.map((feed) => feed.ended));
  assert.equal((await proxy.ended).code, 0);
  const none = await runPbscope(['status'], rig.environment);
  assert.deepEqual([none.code, none.stdout], [10, 'No proxy runs.\n']);
});

test('status removes the socket of a proxy that was killed', async () => {
  const { proxy } = await startProxy([]);
  proxy.kill('SIGKILL');
  await proxy.ended;
  assert.equal(readdirSync(join(folder, 'run', 'pbscope')).length, 1);
  assert.equal((await runPbscope(['status'], rig.environment)).code, 10);
  assert.deepEqual(readdirSync(join(folder, 'run', 'pbscope')), []);
});

test('--upstreams FILE: two listen addresses, a recording each, one signal ends both', async () => {
  const file = join(folder, 'upstreams.json');
  const entry = (record: string): Record<string, string> => ({
    listen: '127.0.0.1:0',
    upstream: `127.0.0.1:${rig.server.address.port}`,
    fingerprint: rig.server.fingerprint,
    record: join(folder, record),
  });
  // Port 0 twice would be one address; ::1 is another.
  writeFileSync(
    file,
    JSON.stringify({ upstreams: [entry('one.pbscope'), { ...entry('two.pbscope'), listen: '[::1]:0' }] }),
  );
  const proxy = startPbscope(['proxy', '--json', '--upstreams', file], rig.environment);
  const listening = await Promise.all([0, 1].map((index) => proxy.message('listening', index)));
  for (const [index, told] of listening.entries()) {
    await runBackup(rig.clientOf(told), 5000 + index);
  }
  proxy.kill('SIGTERM');
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  assert.equal(ended.stdout.match(/"messageType":"summary"/g)?.length, 2);
  for (const name of ['one.pbscope', 'two.pbscope']) {
    const { stdout } = await runPbscope(['report', join(folder, name)]);
    assert.match(stdout, /1 connection, 1 session/);
  }
});

const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    'a bound for one file',
    ['--record', 'x.pbscope', '--record-max', '1GiB'],
    /x\.pbscope is one file, which cannot be kept small\. Record into a folder/,
  ],
  ['a bound for nothing', ['--record-max', '1GiB'], /--record-max needs --record\. Name a folder/],
  ['the server twice', ['--upstreams', 'x.json'], /--upstream and --upstreams say the same twice/],
  ['a bare number', ['--record', 'x/', '--record-max', '10'], /--record-max 10 is not a value with a unit/],
];
for (const [what, args, says] of sampleOf(wrong)) {
  test(`recording: ${what}`, async () => {
    const ended = await runPbscope(['proxy', '--upstream', '127.0.0.1:1', ...args], rig.environment);
    assert.match(ended.stderr, says);
    assert.equal(ended.code, 2);
  });
}
