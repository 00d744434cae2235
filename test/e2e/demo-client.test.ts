// The demo's three runs against the embedded server, without a line between: what is new goes up once, all of it comes down the
// same, and an interruption ends them at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runDemoClient } from '../../src/cli/demo/index.js';
import type { ArchiveSummary, BackupSummary, ClientOptions } from '../../src/pbs-client/index.js';
import { type RunningServer, startTestServer } from '../support/running-server.js';

const optionsOf = ({ server }: RunningServer, signal?: AbortSignal): ClientOptions => ({
  repository: { authId: server.tokenId, host: '127.0.0.1', port: server.address.port, store: 'store1' },
  secret: server.tokenSecret,
  fingerprint: server.fingerprint,
  ...(signal === undefined ? {} : { signal }),
});
const find = (summary: BackupSummary, name: string): ArchiveSummary =>
  summary.archives.find((one) => one.name === name) ?? assert.fail(`no ${name}`);

test('a first backup, a deduplicated one, a restore that equals it', async (context) => {
  const lines: string[] = [];
  const summary = await runDemoClient(optionsOf(await startTestServer(context)), 1000, (line) => lines.push(line));
  assert.equal(lines.length, 3);
  assert.ok(summary.isRestoreEqual);
  assert.equal(find(summary.first, 'files.pxar.didx').knownCount, 0);
  assert.ok(find(summary.first, 'files.pxar.didx').chunkCount >= 30);
  const { chunkCount, knownCount } = find(summary.second, 'files.pxar.didx');
  assert.ok(chunkCount - knownCount <= 3, `${knownCount} of ${chunkCount} known`);
  const image = find(summary.second, 'disk.img.fidx');
  assert.equal(image.chunkCount - image.knownCount, 1);
  assert.deepEqual(
    summary.restored.archives.map((one) => one.name),
    ['settings.conf.blob', 'files.pxar.didx', 'disk.img.fidx'],
  );
});

test('interrupted, it ends at once and the server removes the snapshot', async (context) => {
  const running = await startTestServer(context);
  const interruption = new AbortController();
  const run = runDemoClient(optionsOf(running, interruption.signal), 1000, () => undefined);
  await running.logged('upload_chunk done');
  interruption.abort();
  await assert.rejects(run, { kind: 'interrupted' });
  await running.logged('removing');
  await assert.rejects(
    runDemoClient(optionsOf(running, interruption.signal), 1001, () => undefined),
    {
      kind: 'interrupted',
    },
  );
});
