// `pbscope server token set`: an API token that comes in no more, or until a day.
import { changeAccount } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { changeFlags, readAccountChange } from './account-change.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';

export const tokenSetCommand: Command = {
  examples: [
    ['pbscope server token set eve@pbs laptop --no-enabled', 'the laptop is lost'],
    ['pbscope server token set eve@pbs laptop --expires 2027-01-31', 'until that day, UTC'],
  ],
  positionals: { user: { describe: 'NAME@pbs, whose token it is' }, name: { describe: 'name of the token' } },
  options: { ...changeFlags, ...accountsFlag },
  async run(context) {
    const tokenId = `${textFlag(context, 'user') ?? ''}!${textFlag(context, 'name') ?? ''}`;
    const change = readAccountChange(context);
    await withAccounts(context, (folder) => folder.change((book) => changeAccount(book, tokenId, change)));
    context.print.line(`Token ${tokenId} is changed.`);
    context.print.message({ messageType: 'token', tokenId });
    return exitCodes.ok;
  },
};
