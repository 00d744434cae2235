// `pbscope server user add`: a new user, whose password comes from a prompt, a pipe or a file.
import { addUser, hashPassword } from '../../../pbs-server/index.js';
import { type Command, isFlagOn, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { readNewPassword } from './read-new-password.js';

export const userAddCommand: Command = {
  examples: [
    ['pbscope server user add eve@pbs', 'asks for a password'],
    ['pass show eve | pbscope server user add eve@pbs', 'the password from a pipe'],
    ['pbscope server user add robot@pbs --tokens-only', 'a user that comes in by API tokens alone'],
  ],
  positionals: { user: { describe: 'NAME@pbs' } },
  options: {
    'password-file': {
      type: 'string',
      describe: 'first line of this file; without it a prompt, or the first line of a pipe',
    },
    'tokens-only': { type: 'boolean', describe: 'no password: only its API tokens come in' },
    comment: { type: 'string', default: '', describe: 'what it is for' },
    ...accountsFlag,
  },
  async run(context) {
    const user = textFlag(context, 'user') ?? '';
    // Before anybody is asked for a password: a name that will not do is said first.
    await withAccounts(context, async (folder) =>
      addUser(await folder.read(), user, { passwordHash: null, comment: '' }),
    );
    const passwordHash = isFlagOn(context, 'tokens-only')
      ? null
      : await hashPassword(await readNewPassword(textFlag(context, 'password-file')));
    const comment = textFlag(context, 'comment') ?? '';
    await withAccounts(context, (folder) => folder.change((book) => addUser(book, user, { passwordHash, comment })));
    context.print.line(
      `User ${user} is there and may do nothing yet. Next:\n\n  pbscope server acl set /datastore/NAME ${user} DatastoreBackup`,
    );
    context.print.message({ messageType: 'user', user });
    return exitCodes.ok;
  },
};
