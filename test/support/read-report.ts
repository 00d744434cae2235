// In: a capture with the files beside it. Out: its report and calls, exactly as `pbscope report` makes them, and the witnesses.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { openInput } from '../../src/cli/input/index.js';
import { Analyzer } from '../../src/core/analyzer.js';
import { checkClient, checkTasks, type Observed, type WitnessResult } from './check-witness.js';
import { recount } from './recount.js';
import { parseClientLog, parseTaskLogs } from './witness.js';

const captureName = /\.(pcapng|pcap)(\.gz)?$/;

/** Every capture below a folder, by path. */
export function listCaptures(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true })
    .map((entry) => join(folder, String(entry)))
    .filter((path) => captureName.test(path))
    .sort();
}

/** The file that stands beside a capture: `keys`, `client.txt`, `task.txt`; null when it does not. */
export function besideCapture(capture: string, extension: string): string | null {
  const path = join(dirname(capture), basename(capture).replace(captureName, `.${extension}`));
  return existsSync(path) ? path : null;
}

export async function observeCapture(path: string): Promise<Observed> {
  const input = await openInput({ path, keylogPath: besideCapture(path, 'keys') ?? undefined });
  const analyzer = new Analyzer({
    source: { kind: input.kind, name: input.name },
    startedAtUnixMs: input.startedAtUnixMs,
  });
  for await (const event of input.events) analyzer.feed(event);
  return { report: analyzer.report(), calls: analyzer.calls() };
}

/** What the witnesses beside a capture say, and its calls counted afresh, against what was reported of it. */
export function checkWitnesses(capture: string, observed: Observed): WitnessResult {
  const read = (extension: string): string | null => {
    const path = besideCapture(capture, extension);
    return path === null ? null : readFileSync(path, 'utf8');
  };
  const task = read('task.txt');
  const client = read('client.txt');
  const results = [
    recount(observed),
    ...(task === null ? [] : [checkTasks(observed, parseTaskLogs(task))]),
    ...(client === null ? [] : [checkClient(observed, parseClientLog(client))]),
  ];
  return {
    factCount: results.reduce((sum, result) => sum + result.factCount, 0),
    disagreements: results.flatMap((result) => result.disagreements),
  };
}
