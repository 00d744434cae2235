// `npm run bench -- capture`: what it costs to analyse a capture with its keys, against `tshark -Y http2` on the same file, in turn.
// In: a size. Out: rows of seconds, CPU and the largest resident set, and their text. Asserts nothing.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { longCapture, longCaptureKeylog } from '../../test/support/long-capture.js';
import { tsharkArgs } from '../../test/support/tshark-frames.js';
import { median } from './measure.js';

export interface CaptureRow {
  readonly segmentBytes: number;
  readonly program: string;
  readonly missing: string | null;
  readonly mib: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

interface Run {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMib: number;
}

const mainPath = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
/** Segments as on Ethernet, and as a card that cuts them itself shows them. */
const segmentSizes = [1448, 65_000];
/** How often a program under test is looked at; its peak is the kernel's own figure. */
const sampleMs = 50;
/** Ticks of /proc/PID/stat. */
const ticksPerSecond = 100;

async function writeCapture(path: string, chunkCount: number, segmentBytes: number): Promise<void> {
  const file = createWriteStream(path);
  for (const piece of longCapture({ chunkCount, segmentBytes })) {
    if (!file.write(piece)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

/** The kernel's figures of a process, null once it is gone. */
function readFigures(pid: number): { readonly cpuSeconds: number; readonly peakMib: number } | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const peakKib = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    if (peakKib === undefined) return null;
    return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond, peakMib: Number(peakKib) / 1024 };
  } catch {
    return null;
  }
}

async function runOnce(program: string, args: readonly string[]): Promise<Run> {
  const startedAt = performance.now();
  const child = spawn(program, args, { stdio: 'ignore' });
  let figures = { cpuSeconds: 0, peakMib: 0 };
  const sampler = setInterval(() => {
    figures = readFigures(child.pid ?? 0) ?? figures;
  }, sampleMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearInterval(sampler);
  if (code !== 0) throw new Error(`${program} ended with ${code}`);
  return { ...figures, seconds: (performance.now() - startedAt) / 1000 };
}

export interface CaptureBench {
  readonly folder: string;
  /** 4.5 MB of capture each. */
  readonly chunkCount: number;
  readonly roundCount: number;
  readonly progress: (text: string) => void;
}

export async function benchCaptures({ folder, chunkCount, roundCount, progress }: CaptureBench): Promise<CaptureRow[]> {
  const keylogPath = join(folder, 'long.keys');
  const path = join(folder, 'long.pcap');
  writeFileSync(keylogPath, longCaptureKeylog);
  const hasTshark = spawnSync('tshark', ['--version']).status === 0;
  const programs = [
    { name: 'pbscope report', file: process.execPath, args: [mainPath, 'report', path, '--keylog', keylogPath] },
    { name: 'tshark -Y http2', file: 'tshark', args: [...tsharkArgs({ path, keylogPath, folder }), '-Y', 'http2'] },
  ];
  const rows: CaptureRow[] = [];
  for (const segmentBytes of segmentSizes) {
    progress(`a capture of ${chunkCount} chunks in segments of ${segmentBytes} bytes`);
    await writeCapture(path, chunkCount, segmentBytes);
    const mib = statSync(path).size / 2 ** 20;
    const runs = new Map<string, Run[]>(programs.map(({ name }) => [name, []]));
    for (let round = 1; round <= roundCount; round += 1) {
      for (const { name, file, args } of programs) {
        if (name.startsWith('tshark') && !hasTshark) continue;
        progress(`round ${round} of ${roundCount}: ${name}`);
        runs.get(name)?.push(await runOnce(file, args));
      }
    }
    for (const [program, measured] of runs) {
      const middle = (pick: (run: Run) => number): number => median(measured.map(pick));
      rows.push({
        segmentBytes,
        program,
        missing: measured.length === 0 ? 'not installed' : null,
        mib,
        seconds: middle((run) => run.seconds),
        cpuSeconds: middle((run) => run.cpuSeconds),
        peakMib: middle((run) => run.peakMib),
      });
    }
  }
  return rows;
}

export function renderCaptures(rows: readonly CaptureRow[]): string {
  const lines = ['segments  program            MiB    s    MiB/s  CPU s  peak MiB'];
  for (const row of rows) {
    const name = `${String(row.segmentBytes).padEnd(10)}${row.program.padEnd(16)}`;
    const cell = (value: number, digits: number): string => value.toFixed(digits).padStart(7);
    lines.push(
      row.missing === null
        ? `${name}${cell(row.mib, 0)}${cell(row.seconds, 1)}${cell(row.mib / row.seconds, 0)}${cell(row.cpuSeconds, 1)}${cell(row.peakMib, 0)}`
        : `${name} skipped, ${row.missing}`,
    );
  }
  for (const segmentBytes of segmentSizes) {
    const [own, other] = rows.filter((row) => row.segmentBytes === segmentBytes && row.missing === null);
    if (own === undefined || other === undefined) continue;
    const times = (theirs: number, ours: number): string => (theirs / ours).toFixed(1);
    lines.push(
      `segments of ${segmentBytes}: ${times(other.seconds, own.seconds)} times tshark's speed, ${times(other.cpuSeconds, own.cpuSeconds)} times less CPU`,
    );
  }
  return `${lines.join('\n')}\n`;
}
