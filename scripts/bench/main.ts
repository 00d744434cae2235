// `npm run bench`: what pbscope costs, against a bare splice in Node and HAProxy. Same origin, same generator, runs in turn,
// medians of the runs and ratios of medians. `-- --quick` for a small run, `-- --json` for one JSON value,
// `-- line` for the emulated line instead, `-- capture` for captures against tshark, `-- dashboard` for its cost. Asserts nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCaptures, renderCaptures } from './capture.js';
import { makeCertificate } from './certificate.js';
import { benchDashboard, renderDashboardBench } from './dashboard.js';
import { benchLines, renderLines } from './line.js';
import type { LoadKind } from './load.js';
import { type Measurement, measure, median } from './measure.js';
import { type RunningSystem, type Surroundings, startNode, systems } from './systems.js';

const isQuick = process.argv.includes('--quick');
const isLine = process.argv.includes('line');
const isCapture = process.argv.includes('capture');
const isDashboard = process.argv.includes('dashboard');
const isJson = process.argv.includes('--json');
const roundCount = isQuick ? 2 : 5;
/** Chunks of 4 MiB; small calls. */
const counts: Readonly<Record<LoadKind, number>> = isQuick
  ? { up: 64, down: 64, small: 500 }
  : { up: 256, down: 256, small: 4000 };
/** For the memory figure: 4 GiB through one session. */
const memoryChunkCount = isQuick ? 128 : 1024;

const progress = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

interface Row {
  readonly system: string;
  readonly describe: string;
  readonly missing: string | null;
  readonly up?: Measurement;
  readonly down?: Measurement;
  readonly small?: Measurement;
  readonly residentAfterGibsMib?: number;
}

const medianOf = (runs: readonly Measurement[]): Measurement => ({
  mibPerSec: median(runs.map((run) => run.mibPerSec)),
  steadyMibPerSec: median(runs.map((run) => run.steadyMibPerSec)),
  cpuMsPerMib: median(runs.map((run) => run.cpuMsPerMib)),
  roundTripP10Us: median(runs.map((run) => run.roundTripP10Us)),
  roundTripP50Us: median(runs.map((run) => run.roundTripP50Us)),
  roundTripP99Us: median(runs.map((run) => run.roundTripP99Us)),
  residentMib: median(runs.map((run) => run.residentMib)),
});

async function runAll(surroundings: Surroundings, origin: RunningSystem): Promise<Row[]> {
  const present = systems.filter((system) => system.missing() === null);
  const running = new Map<string, RunningSystem>();
  const runs = new Map<string, Measurement[]>();
  const note = (key: string, run: Measurement): void => {
    runs.set(key, [...(runs.get(key) ?? []), run]);
  };
  try {
    for (const system of present) running.set(system.name, await system.start(surroundings));
    for (let round = 0; round <= roundCount; round += 1) {
      progress(round === 0 ? 'warm-up' : `round ${round} of ${roundCount}`);
      for (const kind of ['up', 'down', 'small'] as const) {
        if (kind === 'small') note('direct/small', await measure(origin, kind, counts.small));
        for (const [name, system] of running) {
          const run = await measure(system, kind, counts[kind]);
          if (round > 0) note(`${name}/${kind}`, run);
        }
      }
    }
    progress(`memory after ${(memoryChunkCount * 4) / 1024} GiB`);
    for (const [name, system] of running) note(`${name}/memory`, await measure(system, 'up', memoryChunkCount));
  } finally {
    for (const system of running.values()) await system.stop();
  }
  const get = (key: string): Measurement => medianOf(runs.get(key) ?? []);
  return [
    { system: 'direct', describe: 'no proxy', missing: null, small: get('direct/small') },
    ...systems.map((system): Row => {
      const missing = system.missing();
      const base = { system: system.name, describe: system.describe, missing };
      if (missing !== null) return base;
      const [up, down, small] = (['up', 'down', 'small'] as const).map((kind) => get(`${system.name}/${kind}`)) as [
        Measurement,
        Measurement,
        Measurement,
      ];
      return { ...base, up, down, small, residentAfterGibsMib: get(`${system.name}/memory`).residentMib };
    }),
  ];
}

function renderText(rows: readonly Row[]): string {
  const own = rows.find((row) => row.system === 'pbscope');
  const direct = rows.find((row) => row.system === 'direct');
  const cell = (value: number | undefined, digits: number): string =>
    (value === undefined ? '-' : value.toFixed(digits)).padStart(9);
  const lines = [
    `Node ${process.versions.node}, ${cpus().length} cores; medians of ${roundCount} runs in turn`,
    '',
    'system        up MiB/s  CPU/MiB  down MiB/s  CPU/MiB  +RTT p50 µs  +RTT p99 µs  RSS MiB',
  ];
  for (const row of rows) {
    if (row.missing !== null) lines.push(`${row.system}: skipped, ${row.missing}`);
    else if (row.system !== 'direct') {
      const added = (name: 'roundTripP50Us' | 'roundTripP99Us'): number =>
        (row.small?.[name] ?? 0) - (direct?.small?.[name] ?? 0);
      lines.push(
        `${row.system.padEnd(12)}${cell(row.up?.mibPerSec, 0)}${cell(row.up?.cpuMsPerMib, 2)}   ${cell(row.down?.mibPerSec, 0)}${cell(row.down?.cpuMsPerMib, 2)}    ${cell(added('roundTripP50Us'), 0)}    ${cell(added('roundTripP99Us'), 0)}${cell(row.residentAfterGibsMib, 0)}`,
      );
    }
  }
  for (const row of rows) {
    if (
      own?.up === undefined ||
      own.down === undefined ||
      row.up === undefined ||
      row.down === undefined ||
      row === own
    )
      continue;
    lines.push(
      '',
      `pbscope / ${row.system}: throughput up ${(own.up.mibPerSec / row.up.mibPerSec).toFixed(2)}, down ${(own.down.mibPerSec / row.down.mibPerSec).toFixed(2)}; CPU per MiB up ${(own.up.cpuMsPerMib / row.up.cpuMsPerMib).toFixed(2)}, down ${(own.down.cpuMsPerMib / row.down.cpuMsPerMib).toFixed(2)}; memory ${((own.residentAfterGibsMib ?? 0) - (row.residentAfterGibsMib ?? 0)).toFixed(0)} MiB more`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** 1 GiB of capture. */
const captureChunkCount = isQuick ? 24 : 240;

async function runCaptures(): Promise<void> {
  const rows = await benchCaptures({ folder, chunkCount: captureChunkCount, roundCount: isQuick ? 1 : 3, progress });
  process.stdout.write(isJson ? `${JSON.stringify({ node: process.versions.node, rows })}\n` : renderCaptures(rows));
}

async function runRelays(): Promise<void> {
  const originFingerprint = makeCertificate(folder);
  const origin = await startNode('origin.js', [join(folder, 'key.pem'), join(folder, 'cert.pem')]);
  try {
    const surroundings = { folder, originPort: origin.port, originFingerprint };
    if (isDashboard) {
      const bench = await benchDashboard(surroundings, progress);
      process.stdout.write(isJson ? `${JSON.stringify(bench)}\n` : renderDashboardBench(bench));
    } else if (isLine) {
      const rows = await benchLines(surroundings, progress);
      process.stdout.write(isJson ? `${JSON.stringify({ node: process.versions.node, rows })}\n` : renderLines(rows));
    } else {
      const rows = await runAll(surroundings, origin);
      const head = { node: process.versions.node, cores: cpus().length, roundCount };
      process.stdout.write(isJson ? `${JSON.stringify({ ...head, rows })}\n` : renderText(rows));
    }
  } finally {
    await origin.stop();
  }
}

const folder = mkdtempSync(join(tmpdir(), 'pbscope-bench-'));
try {
  await (isCapture ? runCaptures() : runRelays());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
