// Load runs against an embedded server: many sessions at once without an error, sessions that are cut off, sessions that fail, and
// the data that comes back; the scaled-down form of what docs/performance.md measures.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import {
  type ClientOptions,
  type LoadPlan,
  type Personality,
  personalities,
  restore,
  runLoad,
} from '../../src/pbs-client/index.js';
import { liveHeapBytes } from '../support/live-heap.js';
import { isLongRun } from '../support/paths.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';

const mebibyte = 1024 * 1024;
const plan: LoadPlan = {
  archiveKind: null,
  archiveCount: 1,
  sizeBytes: 300_000,
  dedupShare: 0,
  compressibleShare: 0.5,
  averageChunkBytes: 16 * 1024,
  seed: 1,
  sessionCount: 1,
  snapshot: { type: 'host', id: 'load', timeSeconds: 1000, namespace: '' },
  interruptAfter: null,
};
const named = (name: string): Personality => personalities.find((one) => one.name === name) ?? assert.fail(name);

async function start(context: TestContext): Promise<{ running: RunningServer; options: ClientOptions }> {
  const running = await startTestServer(context);
  const { server } = running;
  const repository = { authId: server.tokenId, host: '127.0.0.1', port: server.address.port, store: 'store1' };
  return { running, options: { repository, secret: server.tokenSecret, fingerprint: server.fingerprint } };
}

test('64 sessions at once, each finished', async (context) => {
  const { running, options } = await start(context);
  const sizes = isLongRun ? { sizeBytes: 20 * mebibyte, averageChunkBytes: mebibyte } : { sizeBytes: 40_000 };
  const { sessions } = await runLoad(options, named('file'), { ...plan, ...sizes, sessionCount: 64 });
  assert.deepEqual(
    sessions.filter((one) => one.outcome !== 'finished').map((one) => one.failure?.message),
    [],
  );
  assert.deepEqual(new Set(sessions.map((one) => one.archives[0]?.logicalBytes)), new Set([sizes.sizeBytes]));
  assert.equal(new Set(sessions.map((one) => one.backupId)).size, 64);
  await running.logged('TASK OK');
});

test('a large backup of which little is new costs appends only, and flat memory', async (context) => {
  const { options } = await start(context);
  const image: LoadPlan = {
    ...plan,
    archiveKind: 'image',
    sizeBytes: (isLongRun ? 200 : 8) * 1024 * mebibyte,
    dedupShare: 0.9985,
    compressibleShare: 1,
  };
  const heaps: number[] = [];
  let seenBytes = 0;
  const { sessions } = await runLoad(options, named('file'), image, {
    onProgress: (_backupId, addedBytes) => {
      const quarters = Math.floor((4 * seenBytes) / image.sizeBytes);
      seenBytes += addedBytes;
      if (Math.floor((4 * seenBytes) / image.sizeBytes) > quarters) heaps.push(liveHeapBytes());
    },
  });
  const [archive] = sessions[0]?.archives ?? [];
  assert.equal(sessions[0]?.failure ?? null, null);
  assert.equal(archive?.logicalBytes, image.sizeBytes);
  assert.ok((archive?.uploadedBytes ?? 0) < 0.003 * image.sizeBytes);
  const [first = 0, , , last = 0] = heaps;
  assert.equal(heaps.length, 4);
  // Client and server together, from the first quarter to the end; the server's log lines are kept by the test.
  assert.ok(last - first < 24 * mebibyte, heaps.join(' '));
});

test('a session is cut off after so many bytes, and the server removes what it had', async (context) => {
  const { running, options } = await start(context);
  for (const name of ['file', 'qemu', 'go']) {
    const cut: LoadPlan = {
      ...plan,
      sizeBytes: 20 * mebibyte,
      snapshot: { ...plan.snapshot, id: `cut-${name}` },
      interruptAfter: { kind: 'bytes', afterBytes: 4 * mebibyte },
    };
    const { sessions } = await runLoad(options, named(name), cut);
    assert.deepEqual(
      sessions.map(({ outcome, failure }) => [outcome, failure]),
      [['interrupted', null]],
    );
    await running.logged(`cut-${name}: removing backup`);
    await assert.rejects(
      restore(options, { type: 'host', id: `cut-${name}`, timeSeconds: 1000, namespace: '' }, () => null),
      { kind: 'upgrade-refused' },
    );
  }
});

test('a session that fails does not stop the others, and says why', async (context) => {
  const { options } = await start(context);
  await runLoad(options, named('file'), { ...plan, snapshot: { ...plan.snapshot, id: 'load-2', timeSeconds: 5000 } });
  const { sessions } = await runLoad(options, named('file'), { ...plan, sessionCount: 3 });
  assert.deepEqual(
    sessions.map((one) => `${one.backupId} ${one.outcome} ${one.failure?.message ?? ''}`.trim()),
    ['load-1 finished', 'load-2 failed backup timestamp is older than last backup.', 'load-3 finished'],
  );
});

test('what was sent synthetically is restored as it was: every chunk is what its digest says', async (context) => {
  const { options } = await start(context);
  await runLoad(options, named('qemu'), { ...plan, archiveCount: 2, sizeBytes: 18 * mebibyte, dedupShare: 0.5 });
  let restoredBytes = 0;
  await restore(options, plan.snapshot, (name) => {
    if (!name.endsWith('.fidx')) return null;
    return (bytes) => {
      restoredBytes += bytes.length;
    };
  });
  assert.equal(restoredBytes, 18 * mebibyte);
});
