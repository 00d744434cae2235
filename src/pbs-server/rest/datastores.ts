// The datastores that an account may see, and how full they are (protocol.md 3). In: the context, an auth id. Out: PBS's items.
import { datastorePath, holdsAny, type Privilege } from '../accounts/index.js';
import { type Answer, dataAnswer, textOf } from '../api/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { findDatastore, type RestCall, type ServerContext } from './context.js';

const wanted: readonly Privilege[] = ['Datastore.Audit', 'Datastore.Backup'];
const forbidden = 403;

export async function listDatastores(context: ServerContext, { authId }: RestCall): Promise<Outcome<Answer>> {
  const items: { readonly store: string }[] = [];
  for (const store of context.datastores.keys()) {
    if (await context.accounts.holdsBelow(authId, datastorePath(store), wanted)) items.push({ store });
  }
  return dataAnswer(items);
}

/** Whoever may see only a namespace learns that the datastore is there, but not how full it is. */
export async function readStatus(context: ServerContext, { values, authId }: RestCall): Promise<Outcome<Answer>> {
  const store = textOf(values, 'store');
  const path = datastorePath(store);
  const seesAll = holdsAny(await context.accounts.privilegesOn(authId, path), wanted);
  if (!seesAll && !(await context.accounts.holdsBelow(authId, path, wanted))) {
    return refuse('permission check failed', forbidden);
  }
  const datastore = findDatastore(context, store);
  if (isRefusal(datastore)) return datastore;
  if (!seesAll) return dataAnswer({ avail: 0, total: 0, used: 0 });
  const usage = await datastore.readUsage();
  return dataAnswer({ avail: usage.availableBytes, total: usage.totalBytes, used: usage.usedBytes });
}
