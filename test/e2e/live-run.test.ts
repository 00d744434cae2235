// A whole live run with real processes: embedded server, `pbscope proxy --record`, embedded client. Law 3 (the report of the run is the
// report of its trace), Law 6 (no secret anywhere), and a recording that fails while the backup goes on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import type { BackupSummary, ClientOptions } from '../../src/pbs-client/index.js';
import { noise, whole } from '../support/noise.js';
import { backupOf, useProxyRig } from '../support/proxy-rig.js';
import { type Ended, runPbscope } from '../support/run-pbscope.js';

const rig = useProxyRig('live');
const { folder, startProxy } = rig;

const runBackup = (options: ClientOptions, timeSeconds: number): Promise<BackupSummary> =>
  backupOf(options, 'live', timeSeconds, [
    { kind: 'stream', name: 'root.pxar', read: () => whole(noise(3_000_000)) },
    { kind: 'image', name: 'disk.img', sizeBytes: 6_000_000, read: () => whole(noise(6_000_000)) },
  ]);

interface ReportShape {
  readonly source: { readonly kind: string };
  readonly sessions: readonly { readonly outcome: string; readonly archives: readonly Record<string, unknown>[] }[];
  readonly problems: readonly { readonly code: string }[];
}

const lastReport = (ended: Ended): ReportShape => {
  const line = ended.stdout.trimEnd().split('\n').at(-1) ?? '';
  return (JSON.parse(line) as { report: ReportShape }).report;
};

test('Law 3 (replay): the report of the live run is the report of its trace, and equals what the client counted', async () => {
  const trace = join(folder, 'run.pbscope');
  const { proxy, options } = await startProxy(['--record', trace]);
  const summary = await runBackup(options, 1000);
  proxy.kill('SIGTERM');
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  const live = lastReport(ended);
  const replayed = JSON.parse((await runPbscope(['report', trace, '--json'])).stdout) as ReportShape;
  assert.deepEqual({ ...replayed, source: null }, { ...live, source: null });
  assert.equal(live.sessions.length, 1);
  assert.equal(live.sessions[0]?.outcome, 'finished');
  for (const counted of summary.archives) {
    const seen: Record<string, unknown> =
      live.sessions[0]?.archives.find((archive) => archive['name'] === counted.name) ?? {};
    for (const [name, value] of Object.entries(counted)) assert.equal(seen[name], value, `${counted.name} ${name}`);
  }
  assert.equal(statSync(trace).mode & 0o777, 0o600);
  // Law 6 (secrecy): not in the trace, the report, the output or the log.
  for (const text of [readFileSync(trace, 'utf8'), ended.stdout, ended.stderr])
    assert.ok(!text.includes(rig.server.tokenSecret));
});

test('a recording that fails is said once, in the log and in the report, and the backup goes on', async () => {
  const { proxy, options } = await startProxy(['--record', join(folder, 'none', 'run.pbscope')]);
  const summary = await runBackup(options, 1001);
  assert.equal(summary.archives.length, 2);
  proxy.kill('SIGTERM');
  const ended = await proxy.ended;
  assert.equal(ended.stderr.match(/the recording ends here, the relay goes on/g)?.length, 1, ended.stderr);
  assert.deepEqual(
    lastReport(ended).problems.map((problem) => problem.code),
    ['trace/write-failed'],
  );
});

test('interrupted twice, the proxy cuts what is open and still prints its summary', async () => {
  const { proxy, options } = await startProxy([]);
  const silent = connect(options.repository.port, '127.0.0.1');
  silent.on('error', () => undefined);
  await once(silent, 'connect');
  proxy.kill('SIGINT');
  await proxy.complaint(/Waiting for 1 open connections? to end; interrupt again to cut/);
  proxy.kill('SIGINT');
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  assert.deepEqual(lastReport(ended).sessions, []);
  silent.destroy();
});

test('an old trace is not written over', async () => {
  const trace = join(folder, 'old.pbscope');
  mkdirSync(folder, { recursive: true });
  const { writeFileSync } = await import('node:fs');
  writeFileSync(trace, 'old\n');
  const ended = await runPbscope(
    ['proxy', '--listen', '127.0.0.1:0', '--upstream', '127.0.0.1:1', '--record', trace],
    rig.environment,
  );
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /exists\. Name another file for --record, or remove it\./);
  assert.equal(readFileSync(trace, 'utf8'), 'old\n');
});

test('the demo without a terminal prints the timeline and the report and ends with 0', async () => {
  const ended = await runPbscope(['demo', '--wan', 'metro']);
  assert.equal(ended.code, 0, ended.stderr);
  assert.match(ended.stdout, /TIMELINE/);
  assert.equal(ended.stdout.match(/^SESSION \d: .*, finished$/gm)?.length, 3, ended.stdout);
});
