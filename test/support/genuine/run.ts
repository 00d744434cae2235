// One capture from end to end: read, its server's state rebuilt, its client played against the embedded server, replies compared.
// In: a capture. Out: the comparison, and what the server logged.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificate } from '../../../src/pbs-server/certificate.js';
import { startPbsServer } from '../../../src/pbs-server/index.js';
import { besideCapture } from '../read-report.js';
import { type Comparison, compareReplies } from './compare.js';
import { logNotCompared } from './must-differ.js';
import { play } from './play.js';
import { readRecording } from './recording.js';
import { readServerState } from './server-state.js';
import { compareTaskLines, parseTaskLines } from './task-log.js';
import { writeServerState } from './write-state.js';

export interface GenuineRun extends Comparison {
  /** Lines that only one of the two servers has in its task log. */
  readonly logDifferences: readonly string[];
}

/** One for all servers of a test run: a key takes longer to make than most captures to play. */
const certificate = createCertificate(Date.now());

/** Null where there is none, or none that can be compared. */
function readTaskLog(path: string): readonly string[] | null {
  const task = besideCapture(path, 'task.txt');
  if (task === null || logNotCompared.some(({ capture }) => capture.test(path))) return null;
  return parseTaskLines(readFileSync(task, 'utf8'));
}

export async function runCapture(path: string): Promise<GenuineRun> {
  const recording = await readRecording(path);
  const state = readServerState(recording);
  const folder = await mkdtemp(join(tmpdir(), 'pbscope-genuine-'));
  const folderOf = (store: string): string => join(folder, store);
  const log: string[] = [];
  try {
    await writeServerState(state, folderOf);
    const server = await startPbsServer({
      listen: { host: '127.0.0.1', port: 0 },
      datastores: state.stores.map((name) => ({ name, folder: folderOf(name) })),
      credentials: state.credentials,
      release: path.includes('pbs-3.2.4') ? '3.2.4' : '4.1',
      tls: await certificate,
      authDelayMs: 0,
      syncLevel: 'none',
      log: (line) => log.push(line),
    });
    const played = await play(recording, server.address).finally(() => server.stop());
    const genuineLog = readTaskLog(path)?.map((line) => played.adapter.adaptTaskLine(line)) ?? log;
    return { ...compareReplies(recording, played), logDifferences: compareTaskLines(genuineLog, log) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
