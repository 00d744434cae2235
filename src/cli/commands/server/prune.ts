// `pbscope server prune`: snapshots that the keep counts do not select go, without a server.
import {
  formatSnapshot,
  type GroupName,
  type KeepOptions,
  listGroups,
  type PrunedSnapshot,
  periods,
  pruneGroup,
} from '../../../pbs-server/index.js';
import { type Command, type CommandContext, isFlagOn, textFlag } from '../../command.js';
import { exitCodes, OperatorError } from '../../errors/index.js';
import { formatRows } from './format-rows.js';
import { namespaceFlag, parseStoredName, readNamespace } from './stored-name.js';
import { type DatastoreWork, datastoreFlags, withDatastore } from './with-datastore.js';

const keepFlags = Object.fromEntries(
  periods.map((period) => [
    `keep-${period}`,
    {
      type: 'string',
      describe: period === 'last' ? 'how many of the newest' : `of how many ${noun(period)} the newest`,
    } as const,
  ]),
);

export const pruneCommand: Command = {
  examples: [
    ['pbscope server prune --folder /srv/backup --keep-daily 7 --keep-weekly 4 --dry-run', 'what would go'],
    ['pbscope server prune host/web01 --folder /srv/backup --keep-last 3', 'one group; protected snapshots stay'],
  ],
  positionals: { group: { describe: 'TYPE/ID; all groups of the namespace when absent' } },
  options: {
    ...datastoreFlags,
    ...namespaceFlag,
    ...keepFlags,
    'dry-run': { type: 'boolean', describe: 'only say what would go' },
  },
  async run(context) {
    const namespace = readNamespace(context);
    const group = readGroup(context, namespace);
    const keep = readKeep(context);
    const isDry = isFlagOn(context, 'dry-run');
    const pruned = await withDatastore(context, async (tools) => {
      const groups = group === null ? await listGroups(tools.datastore.folder, namespace) : [group];
      return pruneAll(tools, groups, keep, isDry ? 'dry' : 'real');
    });
    const rows = pruned.map(({ snapshot, mark }) => [formatSnapshot(snapshot), mark]);
    context.print.result(formatRows('No snapshot.', [['SNAPSHOT', isDry ? 'WOULD' : 'DID'], ...rows]));
    const snapshots = pruned.map(({ snapshot, mark }) => ({ ns: namespace, snapshot: formatSnapshot(snapshot), mark }));
    context.print.message({ messageType: 'pruned', isDryRun: isDry, snapshots });
    return exitCodes.ok;
  },
};

async function pruneAll(
  { datastore, log, signal }: DatastoreWork,
  groups: readonly GroupName[],
  keep: KeepOptions,
  run: 'dry' | 'real',
): Promise<readonly PrunedSnapshot[]> {
  const pruned: PrunedSnapshot[] = [];
  for (const group of groups) {
    if (!signal.aborted) pruned.push(...(await pruneGroup(datastore, group, { keep, run, log })));
  }
  return pruned;
}

function readGroup(context: CommandContext, namespace: string): GroupName | null {
  const text = textFlag(context, 'group');
  if (text === undefined) return null;
  const name = parseStoredName(text, namespace);
  if (!('backupTime' in name)) return name;
  throw new OperatorError(`${text} is a snapshot.`, 'Prune works on groups: leave its time out.');
}

function readKeep(context: CommandContext): KeepOptions {
  const given = periods.flatMap((period) => {
    const text = textFlag(context, `keep-${period}`);
    return text === undefined ? [] : [[period, parseCount(`keep-${period}`, text)] as const];
  });
  if (given.length > 0) return Object.fromEntries(given);
  throw new OperatorError('Nothing says what to keep.', 'Give one of --keep-last, --keep-daily and the like.');
}

function parseCount(flag: string, text: string): number {
  const count = Number(text);
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw new OperatorError(`--${flag} ${text} is no count.`, 'Give a whole number from 1 on.');
}

/** `daily` → `days`. */
function noun(period: string): string {
  return period === 'daily' ? 'days' : `${period.replace(/ly$/, '')}s`;
}
