// `pbscope client files SNAPSHOT`: the files of one snapshot, with their sizes.
import { formatBytes } from '../../../core/report/index.js';
import { listFiles, withConnection } from '../../../pbs-client/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { connectionOptions, readClientOptions, readNamespace } from './client-options.js';
import { formatColumns } from './format-columns.js';
import { runClient } from './run-client.js';
import { parseSnapshot } from './snapshot-argument.js';

export const filesCommand: Command = {
  examples: [['pbscope client files host/web01/2026-11-24T08:00:00Z', 'names, sizes, encryption']],
  positionals: { snapshot: { describe: 'TYPE/ID/TIME' } },
  options: connectionOptions,
  async run(context) {
    const snapshot = parseSnapshot(textFlag(context, 'snapshot') ?? '', readNamespace(context));
    const files = await runClient(async (signal) => {
      const options = await readClientOptions(context, signal);
      return withConnection(options, (connection) => listFiles(connection, options.repository.store, snapshot));
    });
    context.print.result(
      formatColumns(
        ['file', 'size', 'encryption'],
        files.map(({ name, sizeBytes, cryptMode }) => [
          name,
          sizeBytes === null ? '-' : formatBytes(sizeBytes),
          cryptMode ?? '-',
        ]),
      ),
    );
    for (const file of files) context.print.message({ messageType: 'file', ...file });
    context.print.message({ messageType: 'summary', fileCount: files.length });
    return exitCodes.ok;
  },
};
