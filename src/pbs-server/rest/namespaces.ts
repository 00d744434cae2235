// Namespaces over REST (protocol.md 3, 7.7). In: a datastore and parameters. Out: PBS's items, or a refusal.
import { namespacePath, safeId } from '../../core/pbs/index.js';
import { integerOf, optionalTextOf, textOf } from '../api/index.js';
import { type Datastore, listNamespaces } from '../datastore/index.js';
import { type Outcome, refuse } from '../refusal.js';
import type { RestCall } from './context.js';

const maxLevels = 7;

const depthOf = (namespace: string): number => (namespace === '' ? 0 : namespace.split('/').length);

export async function listNamespaceItems(datastore: Datastore, { values }: RestCall): Promise<Outcome<unknown>> {
  const parent = optionalTextOf(values, 'parent') ?? '';
  if (!namespacePath.test(parent) || !(await datastore.hasNamespace(parent))) return refuse('namespace not found', 404);
  const depthLimit = values.has('max-depth') ? integerOf(values, 'max-depth') : maxLevels;
  const names = await listNamespaces(datastore.folder, parent);
  return names.filter((name) => depthOf(name) - depthOf(parent) <= depthLimit).map((ns) => ({ ns }));
}

export async function createNamespace(datastore: Datastore, { values }: RestCall): Promise<Outcome<unknown>> {
  const parent = optionalTextOf(values, 'parent') ?? '';
  const name = textOf(values, 'name');
  if (!safeId.test(name) || !namespacePath.test(parent)) return refuse('invalid namespace component');
  if (!(await datastore.hasNamespace(parent)))
    return refuse(`cannot create new namespace, parent ${parent} doesn't already exists`);
  const namespace = parent === '' ? name : `${parent}/${name}`;
  if (depthOf(namespace) > maxLevels) return refuse('namespace to deep, maximum is 7');
  if (await datastore.hasNamespace(namespace)) return refuse(`namespace '${namespace}' already exists`);
  await datastore.createNamespace(namespace);
  return namespace;
}
