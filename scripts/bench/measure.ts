// One run of a load through one system. In: the running system. Out: throughput, CPU per MiB, round trips, memory. CPU and
// memory are the system's own, as the kernel counts them, so that the generator's work does not spoil them.
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LoadKind, LoadResult } from './load.js';
import type { RunningSystem } from './systems.js';

/** Ticks of /proc/PID/stat; 100 on Linux unless the kernel was built otherwise. */
const ticksPerSecond = 100;

export interface Measurement {
  readonly mibPerSec: number;
  readonly steadyMibPerSec: number;
  readonly cpuMsPerMib: number;
  readonly roundTripP10Us: number;
  readonly roundTripP50Us: number;
  readonly roundTripP99Us: number;
  readonly residentMib: number;
}

function readCpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

function readResidentMib(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

export const median = (values: readonly number[]): number =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

export async function measure(system: RunningSystem, kind: LoadKind, count: number): Promise<Measurement> {
  const before = readCpuMs(system.pid);
  const load = fork(fileURLToPath(new URL('load.js', import.meta.url)), [String(system.port), kind, String(count)]);
  const result = await new Promise<LoadResult>((resolve, reject) => {
    load.once('message', (message) => resolve(message as LoadResult));
    load.once('exit', (code) => reject(new Error(`the load ended with ${code}`)));
  });
  const cpuMs = readCpuMs(system.pid) - before;
  const trips = [...result.roundTripsUs].sort((a, b) => a - b);
  return {
    mibPerSec: result.mib / result.seconds,
    steadyMibPerSec: result.steadyMibPerSec,
    cpuMsPerMib: result.mib === 0 ? 0 : cpuMs / result.mib,
    roundTripP10Us: quantile(trips, 0.1),
    roundTripP50Us: quantile(trips, 0.5),
    roundTripP99Us: quantile(trips, 0.99),
    residentMib: readResidentMib(system.pid),
  };
}
