// A whole live run with real processes: embedded server, `pbscope proxy --record`, embedded client. Law 3 (the report of the run is the
// report of its trace), Law 6 (no secret anywhere), and a recording that fails while the backup goes on.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type BackupSummary, backup, type ClientOptions } from '../../src/pbs-client/index.js';
import { type PbsServer, startPbsServer } from '../../src/pbs-server/index.js';
import { type Ended, type Running, runPbscope, startPbscope } from '../support/run-pbscope.js';

let folder = '';
let server: PbsServer;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pbscope-live-'));
  server = await startPbsServer({
    listen: { host: '127.0.0.1', port: 0 },
    datastores: [{ name: 'store', folder: join(folder, 'store') }],
    authDelayMs: 0,
    log: () => undefined,
  });
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startProxy(
  args: readonly string[],
): Promise<{ readonly proxy: Running; readonly options: ClientOptions }> {
  const proxy = startPbscope(
    [
      'proxy',
      '--json',
      '--listen',
      '127.0.0.1:0',
      '--upstream',
      `127.0.0.1:${server.address.port}`,
      '--upstream-fingerprint',
      server.fingerprint,
      ...args,
    ],
    { XDG_DATA_HOME: join(folder, 'data') },
  );
  const listening = await proxy.message('listening');
  const port = Number(String(listening['address']).split(':').at(-1));
  return {
    proxy,
    options: {
      repository: { authId: server.tokenId, host: '127.0.0.1', port, store: 'store' },
      secret: server.tokenSecret,
      fingerprint: String(listening['fingerprint']),
      averageChunkBytes: 64 * 1024,
    },
  };
}

function noise(byteCount: number): Buffer {
  const bytes = Buffer.alloc(byteCount);
  let state = 7;
  for (let index = 0; index < byteCount; index += 1) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    bytes[index] = state >>> 16;
  }
  return bytes;
}

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const runBackup = (options: ClientOptions, timeSeconds: number): Promise<BackupSummary> =>
  backup(options, { type: 'host', id: 'live', timeSeconds, namespace: '' }, [
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
    assert.ok(!text.includes(server.tokenSecret));
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
  const ended = await runPbscope(['proxy', '--listen', '127.0.0.1:0', '--upstream', '127.0.0.1:1', '--record', trace], {
    XDG_DATA_HOME: join(folder, 'data'),
  });
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
