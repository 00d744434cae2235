// `pbscope server user remove`: a user goes, with its tokens and rights. What it has backed up stays.
import { removeUser } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';

export const userRemoveCommand: Command = {
  examples: [['pbscope server user remove eve@pbs', 'its snapshots stay']],
  positionals: { user: { describe: 'NAME@pbs' } },
  options: accountsFlag,
  async run(context) {
    const user = textFlag(context, 'user') ?? '';
    await withAccounts(context, (folder) => folder.change((book) => removeUser(book, user)));
    context.print.line(`User ${user} is gone, and its tokens and rights with it.`);
    context.print.message({ messageType: 'user', user });
    return exitCodes.ok;
  },
};
