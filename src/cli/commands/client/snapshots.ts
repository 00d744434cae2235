// `pbscope client snapshots [GROUP]`: what is there to restore, oldest first.
import { formatBytes } from '../../../core/report/index.js';
import { listSnapshots, withConnection } from '../../../pbs-client/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { shortName } from './archive-lines.js';
import { connectionOptions, readClientOptions, readNamespace } from './client-options.js';
import { formatColumns } from './format-columns.js';
import { runClient } from './run-client.js';
import { formatSnapshot, parseSnapshotOrGroup } from './snapshot-argument.js';

export const snapshotsCommand: Command = {
  examples: [
    ['pbscope client snapshots', 'all of the namespace'],
    ['pbscope client snapshots host/web01', 'of one group'],
  ],
  positionals: { group: { describe: 'TYPE/ID' } },
  options: connectionOptions,
  async run(context) {
    const namespace = readNamespace(context);
    const group = textFlag(context, 'group');
    const where = group === undefined ? { namespace } : parseSnapshotOrGroup(group, namespace);
    const snapshots = await runClient(async (signal) => {
      const options = await readClientOptions(context, signal);
      return withConnection(options, (connection) => listSnapshots(connection, options.repository.store, where));
    });
    if (snapshots.length > 0)
      context.print.result(
        formatColumns(
          ['snapshot', 'size', 'files'],
          snapshots.map(({ snapshot, sizeBytes, files }) => [
            formatSnapshot(snapshot),
            sizeBytes === null ? '-' : formatBytes(sizeBytes),
            files.map(shortName).join(' '),
          ]),
        ),
      );
    for (const { snapshot, ...facts } of snapshots)
      context.print.message({ messageType: 'snapshot', snapshot: formatSnapshot(snapshot), namespace, ...facts });
    context.print.message({ messageType: 'summary', snapshotCount: snapshots.length });
    return exitCodes.ok;
  },
};
