// Events in, a folder of traces out: which files there are, what each holds, which go first.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { type Event, traceFormat, traceVersion } from '../../../../src/core/event/index.js';
import {
  type FolderRecorder,
  type FolderRecorderOptions,
  openFolderRecorder,
} from '../../../../src/sinks/trace/index.js';

const startedAtUnixMs = Date.UTC(2026, 10, 24, 1, 2, 3);

function openIn(
  context: TestContext,
  options: Partial<FolderRecorderOptions> = {},
): { readonly folder: string; readonly recorder: FolderRecorder } {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pbscope-folder-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const recorder = openFolderRecorder({
    folder,
    header: {
      format: traceFormat,
      version: traceVersion,
      tool: 'pbscope test',
      startedAt: new Date(startedAtUnixMs).toISOString(),
      ends: { listen: '127.0.0.1:1', upstream: '127.0.0.1:2' },
      redacted: ['secrets'],
    },
    startedAtUnixMs,
    maxBytes: null,
    changeAfterMs: 60_000,
    onLoss: (sentence) => assert.fail(sentence),
    ...options,
  });
  return { folder, recorder };
}

const opened = (connection: number, atMs: number): Event => ({
  kind: 'opened',
  connection,
  atMs,
  client: '127.0.0.1:9',
  server: '127.0.0.1:2',
  entry: 'direct',
  isLateJoin: false,
});
const request = (connection: number, atMs: number, upgrade: string | null): Event => ({
  kind: 'requestHead',
  connection,
  atMs,
  firstAtMs: atMs - 1,
  protocol: 'http1',
  stream: 1,
  method: 'GET',
  target: '/',
  authority: null,
  headers: [],
  credential: null,
  upgrade,
  headBytes: 1,
  hasBody: false,
});
const closed = (connection: number, atMs: number): Event => ({
  kind: 'closed',
  connection,
  atMs,
  by: 'client',
  how: 'fin-or-close-notify',
});

const readTraces = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => {
      const [header = '', ...lines] = gunzipSync(readFileSync(join(folder, name)))
        .toString()
        .trimEnd()
        .split('\n');
      const events = lines
        .map((line) => JSON.parse(line) as Event)
        .map((event) => `${event.kind}(${event.connection})@${event.atMs}`);
      return `${name} ${(JSON.parse(header) as { startedAt: string }).startedAt}: ${events.join(' ')}`;
    });

test('a session has its own file, whose time begins with it; connections without one share a file', async (context) => {
  const { folder, recorder } = openIn(context);
  for (const event of [
    opened(1, 1000),
    opened(2, 1100),
    request(1, 1200, null),
    request(2, 1300, 'proxmox-backup-protocol-v1'),
    closed(1, 1400),
    closed(2, 2000),
    opened(3, 3000),
    { kind: 'sourceEnded', connection: 0, atMs: 4000, reason: 'stopped' } as const,
  ])
    recorder.write(event);
  await recorder.close();
  assert.deepEqual(readTraces(folder), [
    'other-20261124T010204000Z.pbscope.gz 2026-11-24T01:02:04.000Z: opened(1)@0 requestHead(1)@200 closed(1)@400 opened(3)@2000 sourceEnded(0)@3000',
    'session-20261124T010204100Z-2.pbscope.gz 2026-11-24T01:02:04.100Z: opened(2)@0 requestHead(2)@200 closed(2)@900',
  ]);
  for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
});

test('the shared file is changed by age and on demand', async (context) => {
  const { folder, recorder } = openIn(context);
  const one = (connection: number, atMs: number): void => {
    for (const event of [opened(connection, atMs), closed(connection, atMs)]) recorder.write(event);
  };
  one(1, 0);
  one(2, 59_999);
  one(3, 60_000);
  recorder.rotate();
  one(4, 60_500);
  await recorder.close();
  assert.deepEqual(
    readTraces(folder).map((line) => line.split(': ')[1]),
    ['opened(1)@0 closed(1)@0 opened(2)@59999 closed(2)@59999', 'opened(3)@0 closed(3)@0', 'opened(4)@0 closed(4)@0'],
  );
});

test('the oldest files go when the folder outgrows its bound; foreign ones and the running one stay', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'pbscope-folder-'));
  const old = (day: string): string => join(folder, `session-202611${day}T010203000Z-1.pbscope.gz`);
  for (const day of ['01', '02', '03']) writeFileSync(old(day), Buffer.alloc(1000));
  writeFileSync(join(folder, 'mine.txt'), Buffer.alloc(5000));
  const { recorder } = openIn(context, { folder, maxBytes: 2500 });
  assert.deepEqual(readdirSync(folder).sort(), [
    'mine.txt',
    'session-20261102T010203000Z-1.pbscope.gz',
    'session-20261103T010203000Z-1.pbscope.gz',
  ]);
  recorder.write(opened(7, 0));
  recorder.write(request(7, 1, 'x'));
  await recorder.close();
  const left = readdirSync(folder).sort();
  assert.ok(left.includes('session-20261124T010203000Z-7.pbscope.gz'), left.join());
  assert.ok(left.includes('session-20261103T010203000Z-1.pbscope.gz'), left.join());
});
