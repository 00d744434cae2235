// `pbscope server`: the embedded PBS server on a folder, until it is interrupted.
import { readdirSync } from 'node:fs';
import { makeFolder } from '../../../folders/index.js';
import { type PbsServer, releases, startPbsServer, syncLevels } from '../../../pbs-server/index.js';
import { type Command, type CommandContext, isFlagOn, textFlag } from '../../command.js';
import { exitCodes, nearestWord, OperatorError } from '../../errors/index.js';
import { readFaults } from '../../faults/index.js';
import { describeListenFailure, untilInterrupted } from '../../running/index.js';
import { formatHostPort, formatRepository, type HostPort, parseHostPort } from '../../settings/index.js';
import { accountsFlag, accountsPath, describeAccountsFailure } from './accounts-flag.js';
import { describeDatastoreFailure } from './with-datastore.js';

export const serverCommand: Command = {
  examples: [
    ['pbscope server --folder /srv/backup', 'serve one datastore; prints the lines that a client needs'],
    ['pbscope server --folder /srv/backup --store vms --listen 127.0.0.1:0', 'another name, any free port'],
    ['pbscope server --folder /srv/backup --as 3.2.4', 'answer as that release does'],
    [
      'pbscope server --folder /srv/backup --faults slow-finish.json',
      'something goes wrong on purpose; docs/faults.md says what can',
    ],
    ['pbscope server user add eve@pbs', 'accounts; without any, a random token is made at each start'],
  ],
  options: {
    folder: { type: 'string', demandOption: true, describe: 'where the datastore lives; made when missing' },
    store: { type: 'string', default: 'store', describe: 'name of the datastore' },
    listen: { type: 'string', default: '127.0.0.1:8007', describe: 'HOST:PORT' },
    as: { type: 'string', default: '4.1', describe: `answer like this release: ${releases.join(', ')}` },
    ...accountsFlag,
    'sync-level': {
      type: 'string',
      default: 'filesystem',
      describe: `what is on disk when, as in PBS: ${syncLevels.join(', ')}`,
    },
    adoptable: {
      type: 'boolean',
      describe: 'make all 65536 chunk folders, so that a real PBS can take the folder over',
    },
    faults: { type: 'string', describe: 'what goes wrong on purpose: a fault file, see docs/faults.md' },
    'auth-delay': {
      type: 'boolean',
      default: true,
      describe: 'wait 3 s before a 401, 0.5 s before a 403, as PBS does',
    },
  },
  subcommands: [
    {
      usage: 'user',
      describe: 'users of the embedded server',
      load: async () => (await import('./user.js')).userCommand,
    },
    {
      usage: 'token',
      describe: 'API tokens of the embedded server',
      load: async () => (await import('./token.js')).tokenCommand,
    },
    {
      usage: 'acl',
      describe: 'who may do what where',
      load: async () => (await import('./acl.js')).aclCommand,
    },
    {
      usage: 'verify [what]',
      describe: 'read and check what a datastore folder holds',
      load: async () => (await import('./verify.js')).verifyCommand,
    },
    {
      usage: 'prune [group]',
      describe: 'remove the snapshots that need not be kept',
      load: async () => (await import('./prune.js')).pruneCommand,
    },
    {
      usage: 'gc',
      describe: 'remove the chunks that no snapshot uses',
      load: async () => (await import('./gc.js')).gcCommand,
    },
  ],
  async run(context) {
    const faults = readFaults(textFlag(context, 'faults'));
    const store = textFlag(context, 'store') ?? 'store';
    const listen = parseHostPort('listen', textFlag(context, 'listen') ?? '127.0.0.1:8007', 8007);
    const release = oneOf(context, 'as', releases);
    const syncLevel = oneOf(context, 'sync-level', syncLevels);
    const folder = openFolder(textFlag(context, 'folder') ?? '.');
    const server = await startPbsServer({
      listen,
      datastores: [{ name: store, folder }],
      accountsFolder: accountsPath(context),
      release,
      syncLevel,
      chunkFolders: isFlagOn(context, 'adoptable') ? 'all' : 'as-needed',
      ...(isFlagOn(context, 'auth-delay') ? {} : { authDelayMs: 0 }),
      faults,
      log: (line) => context.log.logger.info(line),
    }).catch((error: unknown) => {
      const own = describeDatastoreFailure(describeAccountsFailure(error, accountsPath(context)), folder);
      throw describeListenFailure(own, listen);
    });
    announce(context, server, store);
    await untilInterrupted();
    await server.stop();
    context.print.message({ messageType: 'summary' });
    return exitCodes.ok;
  },
};

function oneOf<Word extends string>(context: CommandContext, flag: string, words: readonly Word[]): Word {
  const given = textFlag(context, flag) ?? '';
  const known = words.find((word) => word === given);
  if (known !== undefined) return known;
  const nearest = nearestWord(given, words);
  throw new OperatorError(
    `--${flag} ${given} is not known.`,
    nearest === null ? `Choose one of ${words.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}

/** Of a file system of its own. */
const harmless = new Set(['lost+found']);

/** A mistyped path must not be turned into a datastore: what holds something else is refused, as PBS does. */
function checkOurs(folder: string): void {
  const names = readdirSync(folder).filter((name) => !harmless.has(name));
  if (names.length === 0 || names.includes('.chunks')) return;
  throw new OperatorError(`${folder} is no datastore and holds other things.`, 'Choose an empty or a new --folder.');
}

function openFolder(folder: string): string {
  try {
    makeFolder(folder, { mode: 0o700 });
    checkOurs(folder);
    return folder;
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError(
      `${folder} cannot be made (${(error as Error).message.split(',')[0]}).`,
      'Choose another --folder.',
    );
  }
}

/** The lines that a client needs; the token is among them when it was made now. */
function announce({ print }: CommandContext, server: PbsServer, store: string): void {
  const address = formatHostPort(server.address);
  const isMade = server.tokenId !== '';
  const repository = describeRepository(server.tokenId, server.address, store);
  const lines = [
    `Listening on ${address}. For the client:`,
    '',
    `  export PBS_REPOSITORY='${repository}'`,
    `  export PBS_FINGERPRINT='${server.fingerprint}'`,
    ...(isMade ? [`  export PBS_PASSWORD='${server.tokenSecret}'`] : []),
    '',
    isMade
      ? 'There are no accounts, so this token was made; it is good until the server stops.'
      : 'Accounts: pbscope server user list, token list, acl list.',
  ];
  print.result(`${lines.join('\n')}\n`);
  const token = isMade ? { tokenId: server.tokenId, tokenSecret: server.tokenSecret } : {};
  print.message({ messageType: 'listening', address, fingerprint: server.fingerprint, repository, ...token });
}

const describeRepository = (tokenId: string, address: HostPort, store: string): string =>
  formatRepository(tokenId === '' ? 'USER@pbs!TOKEN' : tokenId, address, store);
