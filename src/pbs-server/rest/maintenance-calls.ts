// Prune, garbage collection and verification over REST (protocol.md 3): parameters into the options of maintenance/, results
// into PBS's items, long work into tasks. In: the server's context. Out: handlers.
import { integerOf, isSet, optionalTextOf, type Values } from '../api/index.js';
import { type Datastore, formatGroup } from '../datastore/index.js';
import {
  collectGarbage,
  formatGarbageStatus,
  type GarbageStatus,
  isCollectingGarbage,
  type KeepOptions,
  type PrunedSnapshot,
  periods,
  pruneGroup,
  type VerifyScope,
  verifyDatastore,
} from '../maintenance/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { accessRules, checkOwner, isWithinReach } from './access.js';
import { startBackgroundTask } from './background-task.js';
import type { RestHandler, ServerContext } from './context.js';
import { type GroupCall, ofGroup, ofStore, type StoreCall } from './store-calls.js';

type Item = Readonly<Record<string, unknown>>;

interface LastRun {
  readonly upid: string;
  readonly status: GarbageStatus;
}

const secondsPerDay = 86_400;

export function createMaintenanceHandlers(
  context: ServerContext,
): Readonly<Record<'prune' | 'collectGarbage' | 'readGarbageStatus' | 'verify', RestHandler>> {
  const lastRuns = new WeakMap<Datastore, LastRun>();
  return {
    prune: ofGroup(context, accessRules.remove, (call) => prune(context, call)),
    collectGarbage: ofStore(context, accessRules.modify, async ({ datastore, authId }) => {
      if (isCollectingGarbage(datastore)) return refuse('garbage collection already running');
      const name = { type: 'garbage_collection', workerId: datastore.name, authId };
      return startBackgroundTask(context.tasks, name, async ({ upid, log, signal }) => {
        const status = await collectGarbage(datastore, { nowMs: Date.now(), log, signal });
        if (!isRefusal(status)) lastRuns.set(datastore, { upid, status });
        return status;
      });
    }),
    readGarbageStatus: ofStore(context, accessRules.audit, async ({ datastore }) =>
      describeLastRun(context, datastore, lastRuns.get(datastore) ?? null),
    ),
    verify: ofStore(context, accessRules.verify, (call) => startVerify(context, call)),
  };
}

async function prune(context: ServerContext, call: GroupCall): Promise<Outcome<unknown>> {
  const { datastore, group, values, authId } = call;
  const keep = keepOptionsOf(values);
  if (isSet(values, 'dry-run')) {
    const results = await pruneGroup(datastore, group, { keep, run: 'dry', log: () => undefined });
    return results.map((one) => ({
      ...describePruned(one),
      ...(group.namespace === '' ? {} : { ns: group.namespace }),
    }));
  }
  const name = { type: 'prune', workerId: `${datastore.name}:${group.namespace}:${formatGroup(group)}`, authId };
  const results: PrunedSnapshot[] = [];
  const upid = startBackgroundTask(context.tasks, name, async ({ log }) => {
    results.push(...(await pruneGroup(datastore, group, { keep, run: 'real', log })));
    return null;
  });
  if (isSet(values, 'use-task')) return upid;
  await context.tasks.finished(upid);
  return results.map(describePruned);
}

function keepOptionsOf(values: Values): KeepOptions {
  const given = periods.filter((period) => values.has(`keep-${period}`));
  return Object.fromEntries(given.map((period) => [period, integerOf(values, `keep-${period}`)]));
}

function describePruned({ snapshot, mark, isKept }: PrunedSnapshot): Item {
  return {
    'backup-id': snapshot.backupId,
    'backup-time': snapshot.backupTime,
    'backup-type': snapshot.backupType,
    keep: isKept,
    protected: mark === 'protected',
  };
}

function describeLastRun(context: ServerContext, datastore: Datastore, run: LastRun | null): Item {
  if (run === null) return { store: datastore.name };
  const task = context.tasks.find(run.upid);
  const ended = task?.end ?? null;
  return {
    ...formatGarbageStatus(run.status, run.upid),
    ...(task === null || ended === null ? {} : { duration: ended.atSeconds - task.name.startedAtSeconds }),
    ...(ended === null ? {} : { 'last-run-endtime': ended.atSeconds, 'last-run-state': ended.status }),
    store: datastore.name,
  };
}

async function startVerify(context: ServerContext, call: StoreCall): Promise<Outcome<string>> {
  const { datastore, values, authId, reach } = call;
  const scope = scopeOf(call);
  if (isRefusal(scope)) return scope;
  if (scope.kind !== 'namespace') {
    const group = scope.kind === 'group' ? scope.group : scope.snapshot;
    const refusal = await checkOwner(datastore, group, authId, reach);
    if (isRefusal(refusal)) return refusal;
  }
  const ignoresVerified = !values.has('ignore-verified') || isSet(values, 'ignore-verified');
  const maxAgeDays = values.has('outdated-after') ? integerOf(values, 'outdated-after') : Number.POSITIVE_INFINITY;
  const nowSeconds = Math.floor(Date.now() / 1000);
  const name = { type: taskTypes[scope.kind], workerId: workerIdOf(datastore, scope), authId };
  return startBackgroundTask(context.tasks, name, async (tools) => {
    const summary = await verifyDatastore(datastore, {
      ...tools,
      scope,
      isWanted: (group) => isWithinReach(datastore, group, authId, reach),
      isRecent: (upid) => ignoresVerified && (nowSeconds - startOfTask(upid)) / secondsPerDay <= maxAgeDays,
    });
    if (isRefusal(summary) || summary.failed.length === 0) return summary;
    return refuse('verification failed - please check the log for details');
  });
}

const taskTypes: Readonly<Record<VerifyScope['kind'], string>> = {
  snapshot: 'verify_snapshot',
  group: 'verify_group',
  namespace: 'verify',
};

/** Group and snapshot are named whole or not at all. */
function scopeOf({ values, namespace }: StoreCall): Outcome<VerifyScope> {
  const backupType = optionalTextOf(values, 'backup-type');
  const backupId = optionalTextOf(values, 'backup-id');
  const hasTime = values.has('backup-time');
  if (backupType === null && backupId === null && !hasTime) {
    const depth = values.has('max-depth') ? { maxDepth: integerOf(values, 'max-depth') } : {};
    return { kind: 'namespace', namespace, ...depth };
  }
  if (backupType === null || backupId === null) {
    return refuse('parameters do not specify a backup group or snapshot');
  }
  const group = { namespace, backupType, backupId };
  if (!hasTime) return { kind: 'group', group };
  return { kind: 'snapshot', snapshot: { ...group, backupTime: integerOf(values, 'backup-time') } };
}

function workerIdOf(datastore: Datastore, scope: VerifyScope): string {
  switch (scope.kind) {
    case 'namespace':
      return scope.namespace === '' ? datastore.name : `${datastore.name}:${displayPath(scope.namespace)}`;
    case 'group':
      return `${datastore.name}:${displayPath(scope.group.namespace)}/${formatGroup(scope.group)}`;
    case 'snapshot': {
      const time = scope.snapshot.backupTime.toString(16).toUpperCase().padStart(8, '0');
      return `${datastore.name}:${displayPath(scope.snapshot.namespace)}/${formatGroup(scope.snapshot)}/${time}`;
    }
  }
}

/** `ns/a/ns/b`, as PBS writes a namespace into the name of a task. */
function displayPath(namespace: string): string {
  return namespace
    .split('/')
    .filter((level) => level !== '')
    .map((level) => `ns/${level}`)
    .join('/');
}

/** Start of the task that a UPID names, in Unix seconds; 0 for what is none, so that it counts as long ago. */
function startOfTask(upid: string): number {
  const seconds = Number.parseInt(upid.split(':')[5] ?? '', 16);
  return Number.isNaN(seconds) ? 0 : seconds;
}
