// Namespaces over REST (protocol.md 3, 7.7): what an account may see of them, new ones, and their end. In: the context, a call.
// Out: PBS's items, or a refusal. Who may make or remove one must hold Datastore.Modify on its parent.
import { datastorePath, holdsAny } from '../accounts/index.js';
import { type Answer, dataAnswer, integerOf, isSet, optionalTextOf, textOf } from '../api/index.js';
import { listGroups, listNamespaces, removeNamespaceFolder } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { accessRules, anySight, checkAccess, refuseAccess } from './access.js';
import { findDatastore, type RestCall, type ServerContext } from './context.js';

const maxLevels = 7;
const notFound = 404;

const parentOf = (namespace: string): string => namespace.split('/').slice(0, -1).join('/');
const depthOf = (namespace: string): number => (namespace === '' ? 0 : namespace.split('/').length);

export async function listNamespaceItems(context: ServerContext, call: RestCall): Promise<Outcome<Answer>> {
  const { values, authId } = call;
  const parent = optionalTextOf(values, 'parent') ?? '';
  const store = textOf(values, 'store');
  const path = datastorePath(store, parent);
  if (!(await context.accounts.holdsBelow(authId, path, anySight))) return refuseAccess(path, anySight);
  const datastore = findDatastore(context, store);
  if (isRefusal(datastore)) return datastore;
  if (!(await datastore.hasNamespace(parent))) return refuse('namespace not found', notFound);
  const depthLimit = values.has('max-depth') ? integerOf(values, 'max-depth') : maxLevels;
  const items: { readonly ns: string }[] = [];
  for (const ns of await listNamespaces(datastore.folder, parent)) {
    if (depthOf(ns) - depthOf(parent) > depthLimit) continue;
    if (holdsAny(await context.accounts.privilegesOn(authId, datastorePath(store, ns)), anySight)) items.push({ ns });
  }
  return dataAnswer(items);
}

export async function createNamespace(context: ServerContext, { values, authId }: RestCall): Promise<Outcome<Answer>> {
  const store = textOf(values, 'store');
  const parent = optionalTextOf(values, 'parent') ?? '';
  const name = textOf(values, 'name');
  const access = await checkAccess(context, authId, { store, namespace: parent }, accessRules.modify);
  if (isRefusal(access)) return access;
  const datastore = findDatastore(context, store);
  if (isRefusal(datastore)) return datastore;
  if (!(await datastore.hasNamespace(parent)))
    return refuse(`cannot create new namespace, parent ${parent} doesn't already exists`);
  const namespace = parent === '' ? name : `${parent}/${name}`;
  if (depthOf(namespace) > maxLevels) return refuse('namespace to deep, maximum is 7');
  if (await datastore.hasNamespace(namespace)) return refuse(`namespace '${namespace}' already exists`);
  await datastore.createNamespace(namespace);
  return dataAnswer(namespace);
}

/** Children first. With `delete-groups` their snapshots go too, but for protected ones. */
export async function deleteNamespace(context: ServerContext, { values, authId }: RestCall): Promise<Outcome<Answer>> {
  const store = textOf(values, 'store');
  const namespace = optionalTextOf(values, 'ns') ?? '';
  if (namespace === '') return refuse('Cannot create/delete root namespace!');
  const place = { store, namespace: parentOf(namespace) };
  const access = await checkAccess(context, authId, place, accessRules.modify);
  if (isRefusal(access)) return access;
  const datastore = findDatastore(context, store);
  if (isRefusal(datastore)) return datastore;
  if (!(await datastore.hasNamespace(namespace))) return refuse('namespace not found', notFound);
  const deletesGroups = isSet(values, 'delete-groups');
  let isGone = true;
  for (const ns of [...(await listNamespaces(datastore.folder, namespace))].reverse()) {
    for (const group of deletesGroups ? await listGroups(datastore.folder, ns) : []) {
      const outcome = await datastore.forgetGroup(group);
      if (isRefusal(outcome)) return outcome;
    }
    isGone = await removeNamespaceFolder(datastore.folder, ns);
  }
  if (isGone) return dataAnswer(null);
  return refuse(
    deletesGroups
      ? 'group only partially deleted due to protected snapshots'
      : 'only partially deleted due to existing groups but `delete-groups` not true ',
  );
}
