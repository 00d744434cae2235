// The frame of every call about a datastore: permission, datastore, namespace, owner, snapshot, in PBS's order, and only then
// the work (protocol.md 3, 5.1). In: a rule and the work. Out: a handler; what the work returns becomes `{"data": …}`.
import { type Answer, dataAnswer, integerOf, optionalTextOf, textOf, type Values } from '../api/index.js';
import type { Datastore, GroupName, SnapshotName } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { type AccessRule, checkAccess, checkOwner, type Reach } from './access.js';
import { findDatastore, type RestCall, type RestHandler, type ServerContext } from './context.js';

export interface StoreCall extends RestCall {
  readonly datastore: Datastore;
  readonly namespace: string;
  readonly reach: Reach;
}

export interface GroupCall extends StoreCall {
  readonly group: GroupName;
}

/** What a call gives back: data, or a whole answer where it is no JSON. */
type Work<Call> = (call: Call) => Promise<Outcome<unknown>>;

const notFound = 404;

/** A call about a datastore, or a namespace in it. */
export function ofStore(context: ServerContext, rule: AccessRule, work: Work<StoreCall>): RestHandler {
  return async (call) => {
    const store = textOf(call.values, 'store');
    const namespace = namespaceOf(call.values);
    const reach = await checkAccess(context, call.authId, { store, namespace }, rule);
    if (isRefusal(reach)) return reach;
    const datastore = findDatastore(context, store);
    if (isRefusal(datastore)) return datastore;
    if (!(await datastore.hasNamespace(namespace))) return refuse('namespace not found', notFound);
    const outcome = await work({ ...call, datastore, namespace, reach });
    if (isRefusal(outcome)) return outcome;
    return isAnswer(outcome) ? outcome : dataAnswer(outcome);
  };
}

/** A call about one group, which an account of lesser rights must own. */
export function ofGroup(context: ServerContext, rule: AccessRule, work: Work<GroupCall>): RestHandler {
  return ofStore(context, rule, async (call) => {
    const group = groupOf(call.values);
    const refusal = await checkOwner(call.datastore, group, call.authId, call.reach);
    return isRefusal(refusal) ? refusal : work({ ...call, group });
  });
}

/** A call about one snapshot that must be there. */
export function ofSnapshot(
  context: ServerContext,
  rule: AccessRule,
  work: Work<StoreCall & { readonly snapshot: SnapshotName }>,
): RestHandler {
  return ofGroup(context, rule, async (call) => {
    const snapshot = snapshotOf(call.values);
    const isThere = await call.datastore.hasSnapshot(snapshot);
    return isThere ? work({ ...call, snapshot }) : refuse('snapshot not found', notFound);
  });
}

function isAnswer(value: unknown): value is Answer {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'answer';
}

function namespaceOf(values: Values): string {
  return optionalTextOf(values, 'ns') ?? '';
}

export function groupOf(values: Values): GroupName {
  return {
    namespace: namespaceOf(values),
    backupType: textOf(values, 'backup-type'),
    backupId: textOf(values, 'backup-id'),
  };
}

export function snapshotOf(values: Values): SnapshotName {
  return { ...groupOf(values), backupTime: integerOf(values, 'backup-time') };
}
