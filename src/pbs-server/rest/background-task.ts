// Work that outlives its REST call, as a task: garbage collection, verification. In: a name and the work. Out: the UPID, at
// once; how it ended is the task's last line. A stop of the task or of the server ends it between two steps.
import { describeDiskError, isDiskError } from '../datastore/index.js';
import { isRefusal, type Outcome } from '../refusal.js';
import type { Task, Tasks } from '../tasks/index.js';

export interface TaskTools {
  readonly upid: string;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

type TaskName = Parameters<Tasks['start']>[0];

/** `work` gives what it found out, or why it failed. */
export function startBackgroundTask(
  tasks: Tasks,
  name: TaskName,
  work: (tools: TaskTools) => Promise<Outcome<unknown>>,
): string {
  const task = tasks.start(name);
  const aborter = new AbortController();
  task.onAbort(() => aborter.abort());
  const log = (line: string): void => task.log(line);
  tasks.track(
    task,
    runToEnd(task, () => work({ upid: task.upid, log, signal: aborter.signal })),
  );
  return task.upid;
}

async function runToEnd(task: Task, work: () => Promise<Outcome<unknown>>): Promise<void> {
  try {
    const outcome = await work();
    task.log(isRefusal(outcome) ? `TASK ERROR: ${outcome.text}` : 'TASK OK');
  } catch (error) {
    if (isDiskError(error)) task.log(`TASK ERROR: ${describeDiskError(error)}`);
    else task.log(`TASK ERROR: internal error - ${error instanceof Error ? error.message : String(error)}`);
  }
}
