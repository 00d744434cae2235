// `change-owner` of a group (protocol.md 3): who may modify the datastore may give it to any active account; who owns the group
// may hand it on between itself and its own tokens. In: a call. Out: null, or PBS's refusal.
import { isToken, userOf } from '../accounts/index.js';
import { textOf } from '../api/index.js';
import { formatGroup, readOwner, writeOwner } from '../datastore/index.js';
import { type Outcome, refuse } from '../refusal.js';
import { refuseOwnerless } from './access.js';
import type { ServerContext } from './context.js';
import { groupOf, type StoreCall } from './store-calls.js';

const unauthorized = 401;

export async function changeOwner(
  context: ServerContext,
  { datastore, authId, reach, values }: StoreCall,
): Promise<Outcome<null>> {
  const group = groupOf(values);
  const newOwner = textOf(values, 'new-owner');
  const owner = await readOwner(datastore.folder, group);
  if (owner === null) return refuseOwnerless(group);
  if (reach === 'own' && !mayHandOn(owner, newOwner, authId)) {
    const what = `change owner of backup group '${formatGroup(group)}' to ${newOwner}`;
    return refuse(`${authId} does not have permission to ${what}`, unauthorized);
  }
  if (!(await context.accounts.isActive(newOwner))) {
    return refuse(`${isToken(newOwner) ? 'API token' : 'user'} '${newOwner}' is inactive or non-existent`);
  }
  await writeOwner(datastore.folder, group, newOwner, datastore.syncLevel);
  return null;
}

/** Between two tokens of the user that asks, or between it and one of them. */
function mayHandOn(owner: string, newOwner: string, authId: string): boolean {
  if (isToken(owner)) return userOf(owner) === authId && userOf(newOwner) === authId;
  return isToken(newOwner) && owner === authId && userOf(newOwner) === authId;
}
