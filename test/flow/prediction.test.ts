// Prediction on real traffic. The law: under the recording's own conditions the recorded duration comes out within 5 %. And the pairs
// that were recorded near and far: what the near one predicts against what the far one took (docs/prediction.md has the table).
import assert from 'node:assert/strict';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { type Model, predict, recordedScenario, type Scenario } from '../../src/core/model/index.js';
import { fixturesFolder } from '../support/paths.js';
import { listCaptures } from '../support/read-report.js';
import { modelsOfCapture } from '../support/recorded-model.js';

const lawShare = 0.05;
const captures = join(fixturesFolder, 'captures');

test('each captured session takes as long in the model as it took, and its causes sum to that', async () => {
  let count = 0;
  for (const path of listCaptures(captures)) {
    const { models } = await modelsOfCapture(path);
    for (const [id, model] of models) {
      const { durationMs, causesMs } = predict(model, recordedScenario);
      const recordedMs = model.recording.durationMs;
      const what = `${basename(path)} session ${id}: ${durationMs} ms for ${recordedMs} ms`;
      assert.ok(Math.abs(durationMs - recordedMs) <= lawShare * recordedMs, what);
      const sumMs = Object.values(causesMs).reduce((sum, ms) => sum + ms, 0);
      assert.ok(Math.abs(sumMs - durationMs) < 1, `${what}, causes ${sumMs} ms`);
      count += 1;
    }
  }
  assert.ok(count > 50, `${count} sessions`);
});

const modelOf = async (path: string): Promise<Model> =>
  (await modelsOfCapture(join(captures, path))).models.get(1) ?? assert.fail(`${path} has no session 1`);

/** The far captures' own rate, read from their largest bodies. */
const farBitsPerSec = 25e6;

const pairs = [
  ['pbs-4.1.1/06-restore-split.pcap.gz', 'pbs-4.1.1/08c-rtt80-restore.pcap.gz'],
  ['pbs-4.1.1/03-meta-second.pcapng', 'pbs-4.1.1/08a-rtt80-meta-second.pcapng'],
] as const;

for (const [near, far] of pairs) {
  test(`${basename(near)} predicts ${basename(far)}`, async () => {
    const model = await modelOf(near);
    const target = await modelOf(far);
    const scenario: Scenario = { ...recordedScenario, rttMs: target.rttMs, bitsPerSec: farBitsPerSec };
    const errorShare = predict(model, scenario).durationMs / target.recording.durationMs - 1;
    assert.ok(Math.abs(errorShare) < 0.1, `off by ${errorShare}`);
  });
}

test('far away a restore of 19 chunks one by one waits for round trips, and 16 at a time is faster', async () => {
  const model = await modelOf('pbs-4.1.1/06-restore-split.pcap.gz');
  const far: Scenario = { ...recordedScenario, rttMs: 150, congestion: 'none' };
  const serial = predict(model, far);
  const parallel = predict(model, { ...far, depth: 16 });
  assert.equal(serial.limitedBy, 'roundTrip');
  assert.ok(serial.durationMs > 24 * 150); // 24 calls, each a round trip at the least
  assert.ok(parallel.durationMs < 0.6 * serial.durationMs);
});

test('a smaller window costs a large upload its round trips', async () => {
  const model = await modelOf('pbs-3.2.4/10-backup-rtt80.pcap.gz');
  const bytes = 64 * 1024;
  const held = predict(model, { ...recordedScenario, windowBytes: bytes, congestion: 'none' });
  assert.equal(held.limitedBy, 'connectionWindow');
  // The window is given back by halves: at the best two thirds of it a round trip.
  assert.ok(held.durationMs > (held.chunkBytes / bytes) * model.rttMs);
});

test('a client of another kind sends the same chunks its own way', async () => {
  const model = await modelOf('pbs-3.2.4/10-backup-rtt80.pcap.gz');
  const go = predict(model, { ...recordedScenario, client: 'go' });
  assert.equal(go.depth, 1);
  assert.ok(go.durationMs > 110 * model.rttMs); // one chunk a round trip
  const qemu = predict(model, { ...recordedScenario, client: 'qemu' });
  assert.ok(qemu.durationMs < 1.2 * model.recording.durationMs);
});

test('asking for each of 110 known chunks costs their round trips; the list of known chunks costs none', async () => {
  const model = await modelOf('pbs-3.2.4/11b-backup-many-chunks-all-known.pcapng');
  const far: Scenario = { ...recordedScenario, rttMs: 80, congestion: 'none' };
  const asking = predict(model, { ...far, like: 's3-head', depth: 1 });
  assert.ok(asking.durationMs > 110 * 80);
  assert.ok(asking.durationMs > 5 * predict(model, far).durationMs);
});
