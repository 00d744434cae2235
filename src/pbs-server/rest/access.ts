// Who may make a REST call (protocol.md 3, 5.1): rights on the datastore or namespace, or lesser rights and ownership of the
// group. In: an auth id and a rule. Out: how far it reaches, or PBS's refusal. The rules of all calls stand here.
import type { EndpointName } from '../../core/pbs/index.js';
import { datastorePath, holdsAny, ownsAs, type Privilege, privileges } from '../accounts/index.js';
import { type Datastore, formatGroup, type GroupName, readOwner } from '../datastore/index.js';
import { isRefusal, type Outcome, type Refusal, refuse } from '../refusal.js';
import type { ServerContext } from './context.js';

export interface AccessRule {
  /** Any of these reaches every group. */
  readonly full: readonly Privilege[];
  /** Any of these reaches the groups that the account owns. */
  readonly ofOwner: readonly Privilege[];
}

/** Every group, or only those that the account owns. */
export type Reach = 'all' | 'own';

export const accessRules = {
  list: { full: ['Datastore.Audit'], ofOwner: ['Datastore.Backup'] },
  listFiles: { full: ['Datastore.Audit', 'Datastore.Read'], ofOwner: ['Datastore.Backup'] },
  audit: { full: ['Datastore.Audit'], ofOwner: [] },
  read: { full: ['Datastore.Read'], ofOwner: ['Datastore.Backup'] },
  remove: { full: ['Datastore.Modify'], ofOwner: ['Datastore.Prune'] },
  change: { full: ['Datastore.Modify'], ofOwner: ['Datastore.Backup'] },
  verify: { full: ['Datastore.Verify'], ofOwner: ['Datastore.Backup'] },
  /** Only who backs up may add a log. */
  addLog: { full: [], ofOwner: ['Datastore.Backup'] },
  modify: { full: ['Datastore.Modify'], ofOwner: [] },
} as const satisfies Readonly<Record<string, AccessRule>>;

/** Privileges that a call declares, on its datastore: looked at before its parameters. */
export const declaredPrivileges: Readonly<Partial<Record<EndpointName, readonly Privilege[]>>> = {
  collectGarbage: ['Datastore.Modify'],
  readGarbageStatus: ['Datastore.Audit'],
};

/** What lets an account see that a namespace is there. */
export const anySight: readonly Privilege[] = ['Datastore.Audit', 'Datastore.Read', 'Datastore.Backup'];

const forbidden = 403;

interface Place {
  readonly store: string;
  readonly namespace: string;
}

export async function checkAccess(
  context: ServerContext,
  authId: string,
  place: Place,
  rule: AccessRule,
): Promise<Outcome<Reach>> {
  const path = datastorePath(place.store, place.namespace);
  const held = await context.accounts.privilegesOn(authId, path);
  if (holdsAny(held, rule.full)) return 'all';
  if (holdsAny(held, rule.ofOwner)) return 'own';
  return refuseAccess(path, [...rule.full, ...rule.ofOwner]);
}

export function refuseAccess(path: string, wanted: readonly Privilege[]): Refusal {
  const missing = privileges.filter((privilege) => wanted.includes(privilege)).join('|');
  return refuse(`permission check failed - missing ${missing} on ${path}`, forbidden);
}

/** The second half of a rule: an account that reaches only its own groups must own this one. */
export async function checkOwner(
  datastore: Datastore,
  group: GroupName,
  authId: string,
  reach: Reach,
): Promise<Outcome<null>> {
  if (reach === 'all') return null;
  const owner = await readOwner(datastore.folder, group);
  if (owner === null) return refuseOwnerless(group);
  return ownsAs(owner, authId) ? null : refuse(`backup owner check failed (${authId} != ${owner})`);
}

/** A group that is not there has no owner either. */
export function refuseOwnerless(group: GroupName): Refusal {
  return refuse(`unable to read owner of group '${formatGroup(group)}'`);
}

/** A privilege that a call declares: without it PBS waits half a second and says no more than this (protocol.md 2.5). */
export async function checkDeclared(
  context: ServerContext,
  authId: string,
  path: string,
  wanted: readonly Privilege[],
): Promise<Outcome<null>> {
  const held = await context.accounts.privilegesOn(authId, path);
  return holdsAny(held, wanted) ? null : refuse('permission check failed', forbidden, 'permission');
}

/** The check of the upgrades and the tasks, in its own words. */
export async function checkHolds(
  context: ServerContext,
  authId: string,
  path: string,
  wanted: Privilege,
): Promise<Outcome<null>> {
  const held = await context.accounts.privilegesOn(authId, path);
  return held.has(wanted) ? null : refuse(`missing permissions '${wanted}' on '${path}'`, forbidden);
}

/** Groups of a list that are within reach. */
export async function isWithinReach(
  datastore: Datastore,
  group: GroupName,
  authId: string,
  reach: Reach,
): Promise<boolean> {
  return !isRefusal(await checkOwner(datastore, group, authId, reach));
}
