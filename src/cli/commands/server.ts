// `pbscope server`: the embedded PBS server on a folder, until it is interrupted.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startPbsServer } from '../../pbs-server/index.js';
import { type Command, isFlagOn, textFlag } from '../command.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { describeListenFailure, untilInterrupted } from '../running/index.js';
import { formatHostPort, formatRepository, parseHostPort, readFaults } from '../settings/index.js';

export const serverCommand: Command = {
  examples: [
    ['pbscope server --folder /srv/backup', 'serve one datastore; prints the two lines that a client needs'],
    ['pbscope server --folder /srv/backup --store vms --listen 127.0.0.1:0', 'another name, any free port'],
    [
      'pbscope server --folder /srv/backup --faults slow-finish.json',
      'something goes wrong on purpose; docs/faults.md says what can',
    ],
  ],
  options: {
    folder: { type: 'string', demandOption: true, describe: 'where the datastore lives; made when missing' },
    store: { type: 'string', default: 'store', describe: 'name of the datastore' },
    listen: { type: 'string', default: '127.0.0.1:8007', describe: 'HOST:PORT' },
    adoptable: {
      type: 'boolean',
      describe: 'make all 65536 chunk folders, so that a real PBS can take the folder over',
    },
    faults: { type: 'string', describe: 'what goes wrong on purpose: a fault file, see docs/faults.md' },
    'auth-delay': { type: 'boolean', default: true, describe: 'wait 3 s before a 401, as PBS does' },
  },
  async run(context) {
    const faults = readFaults(textFlag(context, 'faults'));
    const folder = textFlag(context, 'folder') ?? '.';
    const store = textFlag(context, 'store') ?? 'store';
    const listen = parseHostPort('listen', textFlag(context, 'listen') ?? '127.0.0.1:8007', 8007);
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw new OperatorError(
        `${folder} cannot be made (${(error as Error).message.split(',')[0]}).`,
        'Choose another --folder.',
      );
    }
    // From now on: whoever reads that we listen may stop us at once.
    const interrupted = untilInterrupted();
    const server = await startPbsServer({
      listen,
      datastores: [{ name: store, folder: join(folder) }],
      chunkFolders: isFlagOn(context, 'adoptable') ? 'all' : 'as-needed',
      ...(isFlagOn(context, 'auth-delay') ? {} : { authDelayMs: 0 }),
      faults,
      log: (line) => context.log.logger.info(line),
    }).catch((error: unknown) => {
      throw describeListenFailure(error, listen);
    });
    const repository = formatRepository(server.tokenId, server.address, store);
    context.print.result(
      `Listening on ${formatHostPort(server.address)}. For the client:\n\n  export PBS_REPOSITORY='${repository}'\n  export PBS_FINGERPRINT='${server.fingerprint}'\n  export PBS_PASSWORD='${server.tokenSecret}'\n`,
    );
    context.print.message({
      messageType: 'listening',
      address: formatHostPort(server.address),
      fingerprint: server.fingerprint,
      repository,
      tokenId: server.tokenId,
      tokenSecret: server.tokenSecret,
    });
    await interrupted;
    await server.stop();
    context.print.message({ messageType: 'summary' });
    return exitCodes.ok;
  },
};
