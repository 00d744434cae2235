// `pbscope server gc`: chunks that no snapshot refers to go, a day after they were last used, without a server.
import { collectGarbage, describeGarbage } from '../../../pbs-server/index.js';
import type { Command } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { datastoreFlags, withDatastore } from './with-datastore.js';

export const gcCommand: Command = {
  examples: [
    ['pbscope server gc --folder /srv/backup', 'after a prune; what was used within 24 h and 5 min stays'],
    ['pbscope server gc --folder /srv/backup --json | jq .removedBytes', 'for scripts'],
  ],
  options: datastoreFlags,
  async run(context) {
    const status = await withDatastore(context, ({ datastore, signal }) =>
      collectGarbage(datastore, { nowMs: Date.now(), log: (line) => context.log.logger.debug(line), signal }),
    );
    context.print.result(describeGarbage(status).join('\n'));
    context.print.message({ messageType: 'garbageCollected', ...status });
    return exitCodes.ok;
  },
};
