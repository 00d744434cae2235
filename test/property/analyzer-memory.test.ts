// D19: a session of 1 TB, 250 000 chunk uploads, stays under 200 MB; a longer one too, and counts what it let go.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { isLongRun, rootFolder } from '../support/paths.js';

const program = join(rootFolder, 'dist', 'test', 'support', 'big-session.js');
const limitBytes = 200 * 1024 ** 2;
const terabyteCallCount = 250_000;

interface Outcome {
  readonly usedBytes: number;
  readonly reportMs: number;
  readonly callCount: number;
  readonly archive: { readonly uploadedCount: number; readonly knownCount: number };
  readonly dropped: { readonly calls: number };
}

function run(callCount: number): Outcome {
  const text = execFileSync(process.execPath, ['--expose-gc', program, String(callCount)], { encoding: 'utf8' });
  return JSON.parse(text) as Outcome;
}

test('the analyzer holds little per call', () => {
  const callCount = isLongRun ? terabyteCallCount : 25_600;
  const { usedBytes, archive, dropped, reportMs } = run(callCount);
  const limit = (limitBytes * callCount) / terabyteCallCount;
  assert.ok(usedBytes < limit, `${usedBytes} bytes for ${callCount} calls`);
  assert.ok(reportMs < 200, `report() took ${reportMs} ms: it must not walk the calls (D11)`);
  assert.equal(archive.uploadedCount, callCount);
  assert.equal(archive.knownCount, 0);
  assert.equal(dropped.calls, 0);
});

if (isLongRun) {
  test('beyond the store calls are let go and counted', () => {
    const callCount = 500_000;
    const outcome = run(callCount);
    assert.ok(outcome.usedBytes < limitBytes, `${outcome.usedBytes} bytes`);
    assert.equal(outcome.archive.uploadedCount, callCount);
    assert.ok(outcome.dropped.calls > callCount - 300_000);
  });
}
