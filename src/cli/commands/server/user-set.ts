// `pbscope server user set`: a user that comes in no more, or until a day. Its tokens go with it, its snapshots stay.
import { changeAccount } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { changeFlags, readAccountChange } from './account-change.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';

export const userSetCommand: Command = {
  examples: [
    ['pbscope server user set eve@pbs --no-enabled', 'keeps eve and her tokens out'],
    ['pbscope server user set eve@pbs --expires 2027-01-31', 'until that day, UTC'],
  ],
  positionals: { user: { describe: 'NAME@pbs' } },
  options: { ...changeFlags, ...accountsFlag },
  async run(context) {
    const user = textFlag(context, 'user') ?? '';
    const change = readAccountChange(context);
    await withAccounts(context, (folder) => folder.change((book) => changeAccount(book, user, change)));
    context.print.line(`User ${user} is changed.`);
    context.print.message({ messageType: 'user', user });
    return exitCodes.ok;
  },
};
