// Tasks over REST (protocol.md 3; captures/pbs-4.1.1/12-pull): the list, one's status, its log, its stop. In: the context, a
// call. Out: PBS's items. An account sees its own tasks and those of its tokens; Sys.Audit on /system/tasks shows all.
import { ownsAs } from '../accounts/index.js';
import { type Answer, bytesAnswer, dataAnswer, integerOf, isSet, textOf, type Values } from '../api/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { describeProcess, nodeName, type Task } from '../tasks/index.js';
import { checkHolds } from './access.js';
import type { RestCall, ServerContext } from './context.js';

const tasksPath = '/system/tasks';
/** What PBS shows when no limit is asked for. */
const defaultLimit = 50;

const numberOr = (values: Values, name: string, otherwise: number): number =>
  values.has(name) ? integerOf(values, name) : otherwise;

export async function listTasks(context: ServerContext, { values, authId }: RestCall): Promise<Outcome<Answer>> {
  const seesAll = !isRefusal(await checkHolds(context, authId, tasksPath, 'Sys.Audit'));
  const tasks = context.tasks
    .list()
    .filter((task) => seesAll || ownsAs(task.name.authId, authId))
    .filter((task) => !isSet(values, 'running') || task.end === null);
  const start = numberOr(values, 'start', 0);
  const shown = tasks.slice(start, start + numberOr(values, 'limit', defaultLimit));
  return dataAnswer(shown.map(describeTask), { total: tasks.length });
}

export async function readTaskStatus(context: ServerContext, call: RestCall): Promise<Outcome<Answer>> {
  const task = await findTask(context, call);
  if (isRefusal(task)) return task;
  const { type, workerId, authId, startedAtSeconds } = task.name;
  return dataAnswer({
    ...(task.end === null ? {} : { exitstatus: task.end.status }),
    id: workerId,
    node: nodeName,
    ...describeProcess(),
    starttime: startedAtSeconds,
    status: task.end === null ? 'running' : 'stopped',
    type,
    upid: task.upid,
    user: authId,
  });
}

/** PBS builds this reply by hand: siblings in front and behind, and a label without charset. */
export async function readTaskLog(context: ServerContext, call: RestCall): Promise<Outcome<Answer>> {
  const task = await findTask(context, call);
  if (isRefusal(task)) return task;
  const data = task.lines(numberOr(call.values, 'start', 0), numberOr(call.values, 'limit', defaultLimit));
  const active = isSet(call.values, 'test-status') ? { active: task.end === null } : {};
  const body = JSON.stringify({ ...active, data, success: 1, total: task.lineCount });
  return { ...bytesAnswer(Buffer.from(body)), contentType: 'application/json' };
}

export async function stopTask(context: ServerContext, call: RestCall): Promise<Outcome<Answer>> {
  const task = await findTask(context, call);
  if (isRefusal(task)) return task;
  task.abort();
  return dataAnswer(null);
}

async function findTask(context: ServerContext, { values, authId }: RestCall): Promise<Outcome<Task>> {
  const task = context.tasks.find(textOf(values, 'upid'));
  if (task === null) return refuse('no such task');
  if (ownsAs(task.name.authId, authId)) return task;
  const refusal = await checkHolds(context, authId, tasksPath, 'Sys.Audit');
  return isRefusal(refusal) ? refusal : task;
}

function describeTask(task: Task): Readonly<Record<string, unknown>> {
  const { type, workerId, authId, startedAtSeconds } = task.name;
  return {
    ...(task.end === null ? {} : { endtime: task.end.atSeconds }),
    node: nodeName,
    ...describeProcess(),
    starttime: startedAtSeconds,
    ...(task.end === null ? {} : { status: task.end.status }),
    upid: task.upid,
    user: authId,
    worker_id: workerId,
    worker_type: type,
  };
}
