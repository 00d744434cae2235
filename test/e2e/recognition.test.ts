// Each shape that the embedded client can take is recognised as the program that it imitates, and Law 5 holds for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LoadPlan, personalities, runLoad } from '../../src/pbs-client/index.js';
import { assertConservation } from '../support/budget-lines.js';
import { observeClient } from '../support/observed-backup.js';
import { lineOf } from '../support/virtual-line.js';

const plan: LoadPlan = {
  archiveKind: null,
  archiveCount: 1,
  sizeBytes: 600_000,
  dedupShare: 0,
  compressibleShare: 0.9,
  averageChunkBytes: 16 * 1024,
  seed: 1,
  sessionCount: 1,
  snapshot: { type: 'host', id: 'load', timeSeconds: 1000, namespace: '' },
  interruptAfter: null,
};

/** Runs one after the other on one server; of the last one what was recognised. Readers need something to read. */
const cases: readonly {
  readonly runs: readonly string[];
  readonly type?: 'vm';
  /** Of an image more than one chunk, where it is to be seen how many are open. */
  readonly sizeBytes?: number;
  readonly expected: readonly string[];
}[] = [
  { runs: ['file'], expected: ['backup: file-client 66'] },
  { runs: ['file-metadata', 'file-metadata'], expected: ['backup: file-client 66', 'restore: file-client 1'] },
  { runs: ['qemu'], type: 'vm', expected: ['backup: qemu 100'] },
  { runs: ['qemu', 'qemu-bitmap'], type: 'vm', expected: ['backup: qemu 100'] },
  { runs: ['go'], expected: ['backup: go-directory 1'] },
  { runs: ['qemu', 'qemu-restore'], type: 'vm', sizeBytes: 12_000_000, expected: ['restore: qemu 16'] },
  { runs: ['file', 'pull-sync'], expected: ['restore: pull-sync 20'] },
];

for (const { runs, type = 'host', sizeBytes = plan.sizeBytes, expected } of cases) {
  test(runs.join(', then '), async (t) => {
    const report = await observeClient(t, { line: lineOf({ delayMs: 5 }) }, async (client) => {
      for (const [index, name] of runs.entries()) {
        const personality = personalities.find((one) => one.name === name) ?? assert.fail(name);
        const timeSeconds = name === 'pull-sync' ? plan.snapshot.timeSeconds : plan.snapshot.timeSeconds + index;
        await runLoad(client, personality, { ...plan, sizeBytes, snapshot: { ...plan.snapshot, type, timeSeconds } });
      }
    });
    assertConservation(report);
    const lines = report.sessions.map(
      ({ kind, client: { kind: who, pipeline } }) => `${kind}: ${who} ${pipeline.callCount}`,
    );
    assert.deepEqual(lines.slice(runs.length - 1), expected);
  });
}
