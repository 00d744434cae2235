// One capture from end to end: read, its server's state rebuilt, its client played against the embedded server, replies and task
// log compared. In: a capture. Out: the differences.
import { readFileSync } from 'node:fs';
import { besideCapture } from '../read-report.js';
import { type Comparison, compareReplies, compareStatuses } from './compare.js';
import { logNotCompared, standInServers } from './must-differ.js';
import { play } from './play.js';
import { readRecording } from './recording.js';
import { readServerState } from './server-state.js';
import { compareTaskLines, parseTaskLines } from './task-log.js';
import { withServer } from './with-server.js';

export interface GenuineRun extends Comparison {
  /** Lines that only one of the two servers has in its task log. */
  readonly logDifferences: readonly string[];
}

export async function runCapture(path: string): Promise<GenuineRun> {
  const recording = await readRecording(path);
  const { result, log } = await withServer(path, readServerState(recording), (address) => play(recording, address));
  const genuineLog = readTaskLog(path)?.map((line) => result.adapter.adaptTaskLine(line)) ?? log;
  const compare = standInServers.test(path) ? compareStatuses : compareReplies;
  return { ...compare(recording, result), logDifferences: compareTaskLines(genuineLog, log) };
}

/** Null where there is none, or none that can be compared. */
function readTaskLog(path: string): readonly string[] | null {
  const task = besideCapture(path, 'task.txt');
  if (task === null || logNotCompared.some(({ capture }) => capture.test(path))) return null;
  return parseTaskLines(readFileSync(task, 'utf8'));
}
