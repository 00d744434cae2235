// What the REST calls work with: datastores, accounts, release. In: nothing. Out: types, and the look-up of a datastore
// as PBS words its refusal (protocol.md 5.1 steps 2 and 3).
import type { Accounts } from '../accounts.js';
import type { ReadBody, Values } from '../api/index.js';
import type { Datastore } from '../datastore/index.js';
import type { Personality } from '../personality.js';
import { type Outcome, refuse } from '../refusal.js';

export interface ServerContext {
  readonly accounts: Accounts;
  readonly datastores: ReadonlyMap<string, Datastore>;
  readonly personality: Personality;
}

export interface RestCall {
  readonly values: Values;
  /** Who asks; null only for calls that need no credentials. */
  readonly authId: string | null;
  readonly readBody: ReadBody;
}

/** Every account may use every datastore there is, and none that is not: an unknown name is a missing permission. */
export function findDatastore(context: ServerContext, name: string): Outcome<Datastore> {
  const missing = `permission check failed - missing Datastore.Audit|Datastore.Backup on /datastore/${name}`;
  return context.datastores.get(name) ?? refuse(missing, 403);
}
