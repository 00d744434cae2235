// In: a capture with the files beside it. Out: its report and calls, exactly as `pbscope report` makes them, and the witnesses.
import { createReadStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { Analyzer } from '../../src/core/analyzer.js';
import { WireDecoder } from '../../src/core/decode/index.js';
import type { Event } from '../../src/core/event/index.js';
import { pbsCapturePolicy } from '../../src/core/pbs/index.js';
import { readCapture } from '../../src/sources/pcap/index.js';
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

/** The Events of a capture, and when its first packet was recorded. */
export async function decodeCapture(path: string): Promise<{ events: Event[]; startedAtUnixMs: number }> {
  const keys = besideCapture(path, 'keys');
  const file = createReadStream(path);
  const capture = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  let startedAtUnixMs = 0;
  const wireEvents = readCapture(
    { capture, ...(keys === null ? {} : { keylog: readFileSync(keys, 'utf8') }) },
    (found) => {
      startedAtUnixMs = found.startedAtUnixMs;
    },
  );
  const decoder = new WireDecoder({ capture: pbsCapturePolicy });
  const events: Event[] = [];
  let lastAtMs = 0;
  for await (const wireEvent of wireEvents) {
    lastAtMs = wireEvent.atMs;
    events.push(...decoder.feed(wireEvent));
  }
  events.push(...decoder.end(lastAtMs, 'capture-end'));
  return { events, startedAtUnixMs };
}

export async function observeCapture(path: string): Promise<Observed> {
  const { events, startedAtUnixMs } = await decodeCapture(path);
  const analyzer = new Analyzer({ source: { kind: 'capture', name: basename(path) }, startedAtUnixMs });
  for (const event of events) analyzer.feed(event);
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
