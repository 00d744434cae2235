// Notes, the protected flag, and the end of a group over REST (protocol.md 3). In: the server's context. Out: handlers.
import { isSet, textOf } from '../api/index.js';
import {
  readGroupNotes,
  readNotes,
  readProtected,
  setProtected,
  writeGroupNotes,
  writeNotes,
} from '../maintenance/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { accessRules } from './access.js';
import type { RestHandler, ServerContext } from './context.js';
import { type GroupCall, ofGroup, ofSnapshot } from './store-calls.js';

type Name =
  | 'readNotes'
  | 'writeNotes'
  | 'readProtected'
  | 'writeProtected'
  | 'readGroupNotes'
  | 'writeGroupNotes'
  | 'forgetGroup';

export function createMarkHandlers(context: ServerContext): Readonly<Record<Name, RestHandler>> {
  const { list, change, remove } = accessRules;
  return {
    readNotes: ofSnapshot(context, list, ({ datastore, snapshot }) => readNotes(datastore, snapshot)),
    writeNotes: ofSnapshot(context, change, ({ datastore, snapshot, values }) =>
      writeNotes(datastore, snapshot, textOf(values, 'notes')),
    ),
    readProtected: ofSnapshot(context, list, ({ datastore, snapshot }) => readProtected(datastore, snapshot)),
    writeProtected: ofSnapshot(context, change, ({ datastore, snapshot, values }) =>
      setProtected(datastore, snapshot, isSet(values, 'protected') ? 'on' : 'off'),
    ),
    readGroupNotes: ofGroup(context, list, ({ datastore, group }) => readGroupNotes(datastore, group)),
    writeGroupNotes: ofGroup(context, change, async ({ datastore, group, values }) => {
      await writeGroupNotes(datastore, group, textOf(values, 'notes'));
      return null;
    }),
    forgetGroup: ofGroup(context, remove, (call) => forgetGroup(context, call)),
  };
}

async function forgetGroup({ personality }: ServerContext, call: GroupCall): Promise<Outcome<unknown>> {
  const { datastore, group, values } = call;
  const removed = await datastore.forgetGroup(group);
  if (isRefusal(removed)) return removed;
  const isError = !values.has('error-on-protected') || isSet(values, 'error-on-protected');
  if (removed.protectedCount > 0 && isError) return refuse('group only partially deleted due to protected snapshots');
  if (!personality.countsRemovals) return null;
  return {
    'protected-snapshots': removed.protectedCount,
    'removed-groups': removed.removedGroupCount,
    'removed-snapshots': removed.removedSnapshotCount,
  };
}
