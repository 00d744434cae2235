// A week of nights in short: many sessions through one proxy that records into a bounded folder, with somebody attached all the time and
// a SIGHUP a day. Memory and descriptors must not grow with the number of sessions, the folder not beyond its bound.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { connectFeed, socketPath } from '../../src/cli/attach/index.js';
import { backup, type ClientOptions } from '../../src/pbs-client/index.js';
import { type PbsServer, startPbsServer } from '../../src/pbs-server/index.js';
import { isLongRun } from '../support/paths.js';
import { startPbscope } from '../support/run-pbscope.js';

const sessionCount = isLongRun ? 500 : 14;
const dayCount = 7;
/** Caches and compiled code are there after the first day. */
const warmCount = sessionCount / dayCount;
/**
 * The heap that the proxy may have: the sessions that it keeps for its report (2000 at most, some 50 KB each) and what it works with.
 * Beyond it Node ends the process, so a leak of 100 KB a session would not get through the long run.
 */
const heapMib = 80;
/** Outside the heap and for what the collector has not yet taken away. */
const slackBytes = 128 * 1024 * 1024;
const boundBytes = 64 * 1024;
/** The pipes of the shell that asks `ss`, the last connection's two ends, a file that is being closed. One left a session is more. */
const passingDescriptors = 11;

let folder = '';
let server: PbsServer;
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pbscope-week-'));
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

async function* whole(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
const descriptorCount = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

const skip = process.platform === 'linux' ? false : 'memory and descriptors are read from /proc';

test(`${sessionCount} sessions in ${dayCount} days: memory, descriptors and folder stay`, { skip }, async (context) => {
  const traces = join(folder, 'traces');
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
      '--record',
      `${traces}/`,
      '--record-max',
      `${boundBytes / 1024}KiB`,
    ],
    {
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_RUNTIME_DIR: join(folder, 'run'),
      NODE_OPTIONS: `--max-old-space-size=${heapMib}`,
    },
  );
  context.after(() => proxy.kill('SIGKILL'));
  const listening = await proxy.message('listening');
  const port = Number(String(listening['address']).split(':').at(-1));
  const options: ClientOptions = {
    repository: { authId: server.tokenId, host: '127.0.0.1', port, store: 'store' },
    secret: server.tokenSecret,
    fingerprint: String(listening['fingerprint']),
  };
  const path = socketPath({ host: '127.0.0.1', port }, join(folder, 'run', 'pbscope'));
  let feed = await connectFeed(path);
  let warm = { bytes: 0, descriptors: 0 };
  for (let index = 0; index < sessionCount; index += 1) {
    const isNewDay = index > 0 && index % Math.ceil(warmCount) === 0;
    if (isNewDay) {
      proxy.kill('SIGHUP');
      feed.close();
      feed = await connectFeed(path);
    }
    feed.calls({ limit: 100 });
    await backup(options, { type: 'host', id: `week${index % 5}`, timeSeconds: 1_000_000 + index, namespace: '' }, [
      { kind: 'stream', name: 'a.pxar', read: () => whole(Buffer.alloc(200_000, index)) },
    ]);
    if (index + 1 === Math.ceil(warmCount))
      warm = { bytes: residentBytes(proxy.pid), descriptors: descriptorCount(proxy.pid) };
  }
  const grownBytes = residentBytes(proxy.pid) - warm.bytes;
  assert.ok(grownBytes < slackBytes, `memory grew by ${grownBytes} bytes`);
  assert.ok(descriptorCount(proxy.pid) <= warm.descriptors + passingDescriptors, 'descriptors stay open');
  feed.close();
  proxy.kill('SIGTERM');
  const ended = await proxy.ended;
  assert.equal(ended.code, 0, ended.stderr);
  const sizes = readdirSync(traces).map((name) => statSync(join(traces, name)).size);
  const largest = Math.max(...sizes);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.ok(total <= boundBytes + largest, `${sizes.length} files of ${total} bytes in all`);
});
