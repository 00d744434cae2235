// `pbscope predict` and `pbscope diff` as users run them: texts, JSON, exit codes.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixturesFolder } from '../support/paths.js';
import { runPbscope } from '../support/run-pbscope.js';

const captures = join(fixturesFolder, 'captures', 'pbs-4.1.1');
const near = join(captures, '06-restore-split.pcap.gz');
const far = join(captures, '08c-rtt80-restore.pcap.gz');

test('a prediction as text: the recording first, then what was asked for, then one sentence', async () => {
  const { code, stdout } = await runPbscope(['predict', near, '--rtt', '20ms,80ms', '--depth', '1,16']);
  assert.equal(code, 0);
  assert.match(stdout, /^SESSION 1: restore of host\/dat01/);
  assert.equal(stdout.split('\n').filter((line) => /roundTrip \d+ %$|clientProduce \d+ %$/.test(line)).length, 5);
  assert.match(stdout.replace(/\n/g, ' '), /At a round trip of 80\.0 ms, change first: 16 chunks under way/);
  assert.ok(stdout.split('\n').every((line) => line.length <= 80));
});

test('the same as JSON', async () => {
  const { stdout } = await runPbscope(['predict', near, '--rtt', '80ms', '--json', '--no-slow-start']);
  const value = JSON.parse(stdout) as {
    recorded: { durationMs: number; modelMs: number };
    predictions: { durationMs: number; depth: number }[];
    advice: { fromMs: number; toMs: number };
  };
  assert.ok(Math.abs(value.recorded.modelMs / value.recorded.durationMs - 1) < 0.05);
  assert.equal(value.predictions[0]?.depth, 1);
  assert.equal(value.advice.fromMs, value.predictions[0]?.durationMs);
});

test('a diff ends with 0, and with 3 where a condition of --fail-on holds', async () => {
  const plain = await runPbscope(['diff', near, far]);
  assert.equal(plain.code, 0);
  assert.match(plain.stdout, /150 ms, then 2\.96 s/);
  const broken = await runPbscope(['diff', near, far, '--fail-on', 'slower>50%', '--json']);
  assert.equal(broken.code, 3);
  const value = JSON.parse(broken.stdout) as { broken: string[]; sessions: { parts: { reason: string }[] }[] };
  assert.match(value.broken.join(), /slower: the session takes longer/);
  assert.equal(value.sessions[0]?.parts[0]?.reason, 'roundTripTime');
});
