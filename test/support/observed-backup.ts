// A backup of the embedded client through our relay to an embedded server with faults, watched as `pbscope proxy` watches. In: the
// faults, how many runs. Out: the report when all is over. Everything is in this process and stops with the test.
import type { TestContext } from 'node:test';
import { startObserver } from '../../src/cli/running/observer.js';
import type { Report } from '../../src/core/report/index.js';
import { backup, type ClientOptions } from '../../src/pbs-client/index.js';
import { type LineOptions, startClock, startRelay } from '../../src/sources/relay/index.js';
import { planOf } from './faulty-server.js';
import { noise, whole } from './noise.js';
import { openTestCertificates } from './relay-rig.js';
import { type RunningServer, startTestServer } from './running-server.js';

export interface ObservedRun {
  readonly report: Report;
  /** What the client said of each run; null where it was content. */
  readonly failures: readonly (string | null)[];
}

const streamBytes = 300_000;
const imageBytes = 4_200_000;

/** What a client does through our relay, and the report of it. */
export async function observeClient(
  context: TestContext,
  setting: { readonly faults?: readonly object[]; readonly line?: LineOptions },
  run: (client: ClientOptions, server: RunningServer) => Promise<void>,
): Promise<Report> {
  const { faults = [] } = setting;
  const running = await startTestServer(context, faults.length === 0 ? {} : { faults: planOf(faults) });
  const certificates = await openTestCertificates(context);
  const clock = startClock();
  const observer = startObserver({
    name: 'test',
    startedAtUnixMs: clock.startedAtUnixMs,
    nowMs: () => clock.nowMs(),
    onEvent: () => undefined,
  });
  const { host, port } = running.server.address;
  const relay = await startRelay({
    listen: { host: '127.0.0.1', port: 0 },
    upstream: { host, port },
    verify: { kind: 'fingerprint', sha256: running.server.fingerprint },
    certificates,
    clock,
    observe: (event) => observer.observe(event),
    onNotice: () => undefined,
    ...(setting.line === undefined ? {} : { line: setting.line }),
  });
  const client: ClientOptions = {
    repository: { authId: running.server.tokenId, host: '127.0.0.1', port: relay.address.port, store: 'store1' },
    secret: running.server.tokenSecret,
    fingerprint: certificates.leaf().fingerprint,
    averageChunkBytes: 16 * 1024,
  };
  await run(client, running);
  await relay.stop('drain');
  observer.end();
  return observer.analyzer.report();
}

/** Each run has other data, unless `data` says the same. */
export async function observeBackups(
  context: TestContext,
  faults: readonly object[],
  options: { readonly runCount?: number; readonly data?: 'same' | 'other'; readonly line?: LineOptions } = {},
): Promise<ObservedRun> {
  const { runCount = 1, data, line } = options;
  const failures: (string | null)[] = [];
  const report = await observeClient(context, { faults, ...(line && { line }) }, async (client, server) => {
    for (let run = 1; run <= runCount; run++) {
      const seed = data === 'same' ? 1 : run;
      const name = { type: 'host', id: 'oracle', timeSeconds: 1_700_000_000 + run, namespace: '' } as const;
      const sources = [
        { kind: 'stream', name: 'root.pxar', read: () => whole(noise(streamBytes, seed)) },
        { kind: 'image', name: 'disk.img', sizeBytes: imageBytes, read: () => whole(noise(imageBytes, seed + 100)) },
      ] as const;
      const failure = await backup(client, name, sources).then(
        () => null,
        (error: Error) => error.message,
      );
      failures.push(failure);
      // The group is locked until the server has cleared what was not finished.
      if (failure !== null && run < runCount) await server.logged('TASK ERROR');
    }
  });
  return { report, failures };
}
