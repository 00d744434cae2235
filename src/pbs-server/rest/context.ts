// What the REST calls work with: datastores, accounts, release, tasks. In: nothing. Out: types, and the look-up of a
// datastore as PBS words its refusal (protocol.md 5.1 step 3).
import type { Accounts } from '../accounts/index.js';
import type { Answer, ReadBody, Values } from '../api/index.js';
import type { Datastore } from '../datastore/index.js';
import type { Personality } from '../personality.js';
import { type Outcome, refuse } from '../refusal.js';
import type { Tasks } from '../tasks/index.js';

export interface ServerContext {
  readonly accounts: Accounts;
  readonly datastores: ReadonlyMap<string, Datastore>;
  readonly personality: Personality;
  readonly tasks: Tasks;
}

export interface RestCall {
  readonly values: Values;
  /** Who asks; empty only for calls that need no credentials. */
  readonly authId: string;
  readonly readBody: ReadBody;
}

export type RestHandler = (call: RestCall) => Promise<Outcome<Answer>>;

/** Asked for after the permission: who may not see a datastore is not told whether it is there. */
export function findDatastore(context: ServerContext, name: string): Outcome<Datastore> {
  return context.datastores.get(name) ?? refuse(`no such datastore '${name}'`);
}
