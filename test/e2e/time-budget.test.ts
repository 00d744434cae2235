// The oracle in short: a server or a line that is known to cost so much time, and the budget that has to find it. Real sockets,
// half a second each. Only what was injected is measured: what else a busy machine takes is its own affair.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cause, ReportSession } from '../../src/core/report/index.js';
import { assertConservation } from '../support/budget-lines.js';
import { observeBackups } from '../support/observed-backup.js';
import { lineOf } from '../support/virtual-line.js';

interface Case {
  readonly name: string;
  readonly faults: readonly object[];
  readonly line?: ReturnType<typeof lineOf>;
  readonly cause: Cause;
  /** Of the server's time, where it is that. */
  readonly operation?: keyof ReportSession['serverMsByOperation'];
  readonly injectedMs: number;
}

/** Timers of the server may fire a little early, and what flows meanwhile is not waited for. */
const foundShare = 0.9;

const delay = (operation: string | readonly string[], durationMs: number): object[] => [
  { match: { operation }, do: [{ kind: 'delay', durationMs }] },
];
const atUpgrade = (action: object): object[] => [{ match: { operation: 'openBackup' }, do: [action] }];

const cases: readonly Case[] = [
  { name: 'finish', faults: delay('finish', 500), cause: 'server', operation: 'finish', injectedMs: 500 },
  {
    name: 'every commit of a chunk, side by side in the pipeline',
    faults: delay('uploadDynamicChunk', 400),
    cause: 'server',
    operation: 'uploadDynamicChunk',
    injectedMs: 400,
  },
  {
    name: 'the append behind the last chunk',
    faults: delay('appendFixedIndex', 400),
    cause: 'server',
    operation: 'appendFixedIndex',
    injectedMs: 400,
  },
  { name: 'the upgrade', faults: delay('openBackup', 400), cause: 'open', injectedMs: 400 },
  {
    name: 'a server that gives no window',
    faults: atUpgrade({ kind: 'holdWindow', durationMs: 500, at: 'afterReply' }),
    cause: 'connectionWindow',
    injectedMs: 300, // from when the client has used up the 64 KiB that it had
  },
  {
    name: 'a slow line',
    faults: [],
    line: lineOf({ delayMs: 1, bytesPerMs: 8000 }), // 4.5 MB
    cause: 'serverLine',
    injectedMs: 300, // the first of it goes into the line's own buffer
  },
  // At the least: upgrade apart, previous time, two of each index, two blobs at the end, finish.
  { name: 'a long line', faults: [], line: lineOf({ delayMs: 20 }), cause: 'roundTrip', injectedMs: 9 * 40 },
];

for (const { name, faults, line, cause, operation, injectedMs } of cases) {
  test(`${cause}: ${name}`, async (t) => {
    const { report, failures } = await observeBackups(t, faults, line === undefined ? {} : { line });
    assert.deepEqual(failures, [null]);
    assertConservation(report);
    const session = report.sessions[0];
    assert.equal(session?.client.kind, 'file-client');
    const foundMs =
      operation === undefined ? session.timeBudgetMs[cause] : (session.serverMsByOperation[operation] ?? 0);
    assert.ok(foundMs >= injectedMs * foundShare, `${foundMs} ms of ${injectedMs}`);
    assert.deepEqual(session.timeBudgetNotes, []);
  });
}
