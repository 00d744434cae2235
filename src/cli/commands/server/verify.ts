// `pbscope server verify`: a snapshot, a group or a whole datastore read and checked, without a server.
import { formatSnapshot, nameOfRun, type VerifyScope, verifyDatastore } from '../../../pbs-server/index.js';
import { type Command, type CommandContext, isFlagOn, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { namespaceFlag, parseStoredName, readNamespace } from './stored-name.js';
import { datastoreFlags, withDatastore } from './with-datastore.js';

export const verifyCommand: Command = {
  examples: [
    ['pbscope server verify --folder /srv/backup', 'everything; exit code 3 when something is damaged'],
    ['pbscope server verify host/web01 --folder /srv/backup', 'one group'],
    ['pbscope server verify --folder /srv/backup --ignore-verified', 'only what was never looked at'],
  ],
  positionals: { what: { describe: 'TYPE/ID or TYPE/ID/TIME; everything when absent' } },
  options: {
    ...datastoreFlags,
    ...namespaceFlag,
    'ignore-verified': { type: 'boolean', describe: 'pass by what was verified before' },
  },
  async run(context) {
    const scope = readScope(context);
    const summary = await withDatastore(context, (tools) =>
      verifyDatastore(tools.datastore, {
        ...tools,
        scope,
        upid: nameOfRun('verify', tools.datastore.name),
        isRecent: () => isFlagOn(context, 'ignore-verified'),
      }),
    );
    const { verifiedCount, skippedCount, failed } = summary;
    context.print.result(`${verifiedCount} verified, ${skippedCount} skipped, ${failed.length} damaged`);
    const names = failed.map((snapshot) => ({ ns: snapshot.namespace, snapshot: formatSnapshot(snapshot) }));
    context.print.message({ messageType: 'verified', verifiedCount, skippedCount, failed: names });
    return failed.length === 0 ? exitCodes.ok : exitCodes.findings;
  },
};

function readScope(context: CommandContext): VerifyScope {
  const namespace = readNamespace(context);
  const what = textFlag(context, 'what');
  if (what === undefined) return { kind: 'namespace', namespace };
  const name = parseStoredName(what, namespace);
  return 'backupTime' in name ? { kind: 'snapshot', snapshot: name } : { kind: 'group', group: name };
}
