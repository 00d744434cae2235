// `pbscope server user password`: another password for a user. Tickets that it has already stay good until they expire.
import { hashPassword, setPassword } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { readNewPassword } from './read-new-password.js';

export const userPasswordCommand: Command = {
  examples: [
    ['pbscope server user password eve@pbs', 'asks for it'],
    ['pbscope server user password eve@pbs --password-file new.txt', 'from a file'],
  ],
  positionals: { user: { describe: 'NAME@pbs' } },
  options: {
    'password-file': {
      type: 'string',
      describe: 'first line of this file; without it a prompt, or the first line of a pipe',
    },
    ...accountsFlag,
  },
  async run(context) {
    const user = textFlag(context, 'user') ?? '';
    const hash = await hashPassword(await readNewPassword(textFlag(context, 'password-file')));
    await withAccounts(context, (folder) => folder.change((book) => setPassword(book, user, hash)));
    context.print.line(`User ${user} has a new password.`);
    context.print.message({ messageType: 'user', user });
    return exitCodes.ok;
  },
};
