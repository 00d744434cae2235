// `node dist/scripts/predict-table/main.js`: what `pbscope predict` says against what happens. Each workload is recorded over a line of
// 1 ms and predicted for 20, 80 and 150 ms; then it is run over such lines. Out: the table of docs/prediction.md as Markdown.
// `-- NAME…` for some of the workloads, `--runs N` for other than 3 runs of each. The quickest run counts. Asserts nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRateBitsPerSec } from '../../src/cli/settings/index.js';
import { createModel, predict, type Recording, recordedScenario } from '../../src/core/model/index.js';
import { type EmulatedLine, type Rig, startRig } from './rig.js';
import { storedSnapshot, type Workload, workloads } from './workloads.js';

const nearRttMs = 1;
const lines: readonly EmulatedLine[] = [
  { rttMs: 20, rate: null },
  { rttMs: 80, rate: null },
  { rttMs: 150, rate: null },
  { rttMs: 80, rate: '20mbit' },
];
const defaultRunCount = 3;

const flagAt = process.argv.indexOf('--runs');
const runCount = flagAt < 0 ? defaultRunCount : Number(process.argv[flagAt + 1]);
const names = process.argv.slice(2).filter((word, at) => !word.startsWith('-') && at + 2 !== flagAt + 1);

/** What a busy machine adds is no part of line or protocol. */
const quickestOf = (recordings: readonly Recording[]): Recording =>
  recordings.reduce((quickest, one) => (one.durationMs < quickest.durationMs ? one : quickest));

let idCount = 0;

async function measure(
  rig: Rig,
  { command, before, kind }: Workload,
  line: EmulatedLine,
  count: number = runCount,
): Promise<Recording> {
  const runs: Recording[] = [];
  for (let run = 0; run < count; run += 1) {
    idCount += 1;
    const at = (time: string): readonly string[] =>
      kind === 'backup' ? ['--backup-id', `run${idCount}`, '--backup-time', time] : [];
    if (before !== null) await rig.prepare([...before, ...at('2026-11-23T08:00:00Z')]);
    runs.push(await rig.record([...command, ...at('2026-11-24T08:00:00Z')], line));
  }
  return quickestOf(runs);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const errors: number[] = [];
const folder = mkdtempSync(join(tmpdir(), 'pbscope-predict-'));
const rig = await startRig(folder);
try {
  await rig.prepare([...storedSnapshot.command, '--backup-id', storedSnapshot.id]);
  process.stdout.write(
    '| workload | line | recorded at 1 ms | predicted | measured | error |\n|---|---|---|---|---|---|\n',
  );
  for (const workload of workloads.filter(({ name }) => names.length === 0 || names.includes(name))) {
    // Once unmeasured: the server has all chunks from then on.
    await measure(rig, workload, { rttMs: nearRttMs, rate: null }, 1);
    const near = await measure(rig, workload, { rttMs: nearRttMs, rate: null });
    const model = createModel(near);
    for (const line of lines) {
      const bitsPerSec = line.rate === null ? null : parseRateBitsPerSec('rate', line.rate);
      const { durationMs } = predict(model, { ...recordedScenario, rttMs: line.rttMs, bitsPerSec, congestion: 'none' });
      const far = await measure(rig, workload, line);
      const error = durationMs / far.durationMs - 1;
      errors.push(error);
      const what = `${line.rttMs} ms${line.rate === null ? '' : `, ${line.rate}`}`;
      const cells = [workload.describe, what, seconds(near.durationMs), seconds(durationMs), seconds(far.durationMs)];
      process.stdout.write(
        `| ${cells.join(' | ')} | ${error < 0 ? '-' : '+'}${(Math.abs(error) * 100).toFixed(1)} % |\n`,
      );
    }
  }
} finally {
  await rig.stop();
  rmSync(folder, { recursive: true, force: true });
}
const sizes = errors.map(Math.abs).sort((a, b) => a - b);
const median = sizes[Math.floor(sizes.length / 2)] ?? 0;
process.stdout.write(
  `\nMedian error ${(median * 100).toFixed(1)} %, worst ${((sizes.at(-1) ?? 0) * 100).toFixed(1)} %, ${sizes.length} predictions.\n`,
);
