// `node dist/scripts/predict-table/main.js`: what `pbscope predict` says against what happens. Each workload is recorded over a line of
// 1 ms and predicted for 20, 80 and 150 ms; then it is run over such lines. Out: the table of docs/prediction.md as Markdown.
// `NAME…` for some of the workloads. The quickest run of each counts. Asserts nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseRateBitsPerSec } from '../../src/cli/settings/index.js';
import { createModel, predict, type Recording, recordedScenario } from '../../src/core/model/index.js';
import { type EmulatedLine, type Rig, startRig } from './rig.js';
import { type Workload, workloads } from './workloads.js';

const near: EmulatedLine = { rttMs: 1, rate: null };
const lines: readonly EmulatedLine[] = [
  { rttMs: 20, rate: null },
  { rttMs: 80, rate: null },
  { rttMs: 150, rate: null },
  { rttMs: 80, rate: '20mbit' },
];
/** Near and far by turns, so that what else the machine does meets all of them. */
const roundCount = 3;

const names = process.argv.slice(2).filter((word) => !word.startsWith('-'));

/** What a busy machine adds is no part of line or protocol. */
const quickestOf = (recordings: readonly Recording[]): Recording =>
  recordings.reduce((quickest, one) => (one.durationMs < quickest.durationMs ? one : quickest));

let runCount = 0;
const stored = new Set<readonly string[]>();

/** A namespace for each run: the same group, so the same chunks, and nothing of it known. */
async function run(rig: Rig, { command, before, kind }: Workload, line: EmulatedLine): Promise<Recording> {
  if (kind === 'restore') return await rig.record(command, line);
  runCount += 1;
  const namespace = `run${runCount}`;
  rig.addNamespace(namespace);
  const at = (time: string): readonly string[] => ['--ns', namespace, '--backup-id', 'run', '--backup-time', time];
  if (before !== null) await rig.prepare([...before, ...at('2026-11-23T08:00:00Z')]);
  return await rig.record([...command, ...at('2026-11-24T08:00:00Z')], line);
}

/** The quickest run over each line. */
async function measure(rig: Rig, workload: Workload): Promise<readonly Recording[]> {
  const all = [near, ...lines];
  if (workload.stored !== null && !stored.has(workload.stored)) {
    stored.add(workload.stored);
    await rig.prepare(workload.stored);
  }
  // Unmeasured: the server has all chunks from then on.
  await run(rig, workload, near);
  const rounds: Recording[][] = [];
  for (let round = 0; round < roundCount; round += 1) {
    const recordings: Recording[] = [];
    for (const line of all) recordings.push(await run(rig, workload, line));
    rounds.push(recordings);
  }
  return all.map((_, at) => quickestOf(rounds.map((recordings) => recordings[at]!)));
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
const errors: number[] = [];
const folder = mkdtempSync(join(tmpdir(), 'pbscope-predict-'));
const rig = await startRig(folder);
try {
  process.stdout.write(
    '| workload | line | recorded at 1 ms | predicted | measured | error |\n|---|---|---|---|---|---|\n',
  );
  for (const workload of workloads.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const [recorded, ...far] = await measure(rig, workload);
    const model = createModel(recorded!);
    for (const [at, line] of lines.entries()) {
      const bitsPerSec = line.rate === null ? null : parseRateBitsPerSec('rate', line.rate);
      const { durationMs } = predict(model, { ...recordedScenario, rttMs: line.rttMs, bitsPerSec, congestion: 'none' });
      const measuredMs = far[at]!.durationMs;
      const error = durationMs / measuredMs - 1;
      errors.push(error);
      const what = `${line.rttMs} ms${line.rate === null ? '' : `, ${line.rate}`}`;
      const cells = [workload.describe, what, seconds(recorded!.durationMs), seconds(durationMs), seconds(measuredMs)];
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
