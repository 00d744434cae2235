// `pbscope proxy` with every live export at once, real processes on loopback: files for their owner only, valid and without secrets, a
// page of metrics, a trace at the collector; then with a disk that is full and a collector that is away, and the backup does not notice.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { ClientOptions } from '../../src/pbs-client/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
import { inPieces } from '../support/capture-lines.js';
import { backupOf, useProxyRig } from '../support/proxy-rig.js';
import { runPbscope } from '../support/run-pbscope.js';
import { framesOfPbscope } from '../support/tshark-frames.js';

const rig = useProxyRig('exports');
const { folder, startProxy } = rig;

async function* zeros(byteCount: number): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(byteCount);
}

const runBackup = (options: ClientOptions, timeSeconds: number): Promise<unknown> =>
  backupOf(options, 'elsa', timeSeconds, [
    { kind: 'image', name: 'disk.img', sizeBytes: 6_000_000, read: () => zeros(6_000_000) },
    { kind: 'stream', name: 'root.pxar', read: () => zeros(300_000) },
  ]);

test('all at once', async () => {
  const bodies: string[] = [];
  const collector = createServer((request, reply) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      bodies.push(gunzipSync(Buffer.concat(parts)).toString());
      reply.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(collector, 'listening');
  const [pcapng, har] = [join(folder, 'a.pcapng'), join(folder, 'a.har')];
  const otlp = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  const { proxy, listening, options } = await startProxy([
    '--pcapng',
    pcapng,
    '--snap',
    '100B',
    '--har',
    har,
    '--prometheus',
    '127.0.0.1:0',
    '--otlp',
    otlp,
  ]);
  await runBackup(options, 1000);
  const scraped = await (await fetch(String(listening['metrics']))).text();
  assert.match(scraped, /^pbscope_calls_total\{operation="finish",status="200"\} 1$/m);
  assert.equal((await fetch(String(listening['metrics']).replace('/metrics', '/'))).status, 404);
  proxy.kill('SIGINT');
  const { code, stderr } = await proxy.ended;
  assert.equal(code, 0, stderr);

  for (const path of [pcapng, har]) assert.equal(statSync(path).mode & 0o777, 0o600);
  const entries = (JSON.parse(readFileSync(har, 'utf8')) as { log: { entries: { _pbs: { operation: string } }[] } }).log
    .entries;
  assert.equal(entries[0]?._pbs.operation, 'openBackup');
  assert.equal(entries.at(-1)?._pbs.operation, 'finish');
  const capture = readFileSync(pcapng);
  assert.ok(capture.length < 100_000, 'bodies are cut');
  assert.ok(!capture.includes(rig.server.tokenSecret), 'no secret');
  assert.ok(capture.includes('authorization: ****') || capture.includes('Authorization: ****'), 'but its place');
  const frames = await framesOfPbscope(inPieces(capture), null);
  assert.ok(frames.some((frame) => frame.includes('SETTINGS')));
  const kinds = new Set<string>();
  for await (const event of readCapture({ capture: inPieces(capture) }, () => undefined)) kinds.add(event.kind);
  assert.ok(kinds.has('closed'));
  assert.match(bodies.join(''), /"name":"backup host\/elsa\//);
  collector.closeAllConnections();
  collector.close();
});

test('a full disk and a collector that is away cost a sentence each, and no backup', async () => {
  const { proxy, options } = await startProxy([
    '--pcapng',
    '/dev/full',
    '--har',
    '/dev/full',
    '--otlp',
    'http://127.0.0.1:9',
  ]);
  await runBackup(options, 2000);
  proxy.kill('SIGINT');
  const { code, stderr } = await proxy.ended;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /takes no more packets/);
  assert.match(stderr, /HTTP Archive cannot be written/);
  assert.match(stderr, /collector 127\.0\.0\.1:9 cannot be reached/);
  assert.match(stderr, /1 request with traces did not reach the collector\./);
});

test('what cannot be is said before anything runs', async () => {
  const there = join(folder, 'there');
  mkdirSync(there);
  for (const [args, sentence] of [
    [['--pcapng', there], /there exists\./],
    [['--snap', '256', '--pcapng', join(folder, 'n.pcapng')], /not a value with a unit/],
    [['--otlp', 'localhost'], /no address of a collector/],
  ] as const) {
    const { code, stderr } = await runPbscope([
      'proxy',
      '--upstream',
      '127.0.0.1:1',
      '--listen',
      '127.0.0.1:0',
      ...args,
    ]);
    assert.equal(code, 2);
    assert.match(stderr, sentence);
  }
});
