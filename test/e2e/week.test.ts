// A week of nights in short: many sessions through one proxy that records into a bounded folder, with somebody attached all the time and
// a SIGHUP a day. Memory and descriptors must not grow with the number of sessions, the folder not beyond its bound.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { connectFeed, socketPath } from '../../src/cli/attach/index.js';
import { whole } from '../support/noise.js';
import { isLongRun } from '../support/paths.js';
import { backupOf, useProxyRig } from '../support/proxy-rig.js';

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

const rig = useProxyRig('week');
const { folder } = rig;

const residentBytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
const descriptorCount = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;

const skip = process.platform === 'linux' ? false : 'memory and descriptors are read from /proc';

test(`${sessionCount} sessions in ${dayCount} days: memory, descriptors and folder stay`, { skip }, async (context) => {
  const traces = join(folder, 'traces');
  const { proxy, options } = await rig.startProxy(
    ['--record', `${traces}/`, '--record-max', `${boundBytes / 1024}KiB`],
    {
      NODE_OPTIONS: `--max-old-space-size=${heapMib}`,
    },
  );
  context.after(() => proxy.kill('SIGKILL'));
  const path = socketPath({ host: '127.0.0.1', port: options.repository.port }, join(folder, 'run', 'pbscope'));
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
    await backupOf(options, `week${index % 5}`, 1_000_000 + index, [
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
