// `pbscope server token remove`: an API token goes, with its rights. Sessions that it has open go on to their end.
import { removeToken } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';

export const tokenRemoveCommand: Command = {
  examples: [['pbscope server token remove eve@pbs laptop', 'it does not come in any more']],
  positionals: { user: { describe: 'NAME@pbs, whose token it is' }, name: { describe: 'name of the token' } },
  options: accountsFlag,
  async run(context) {
    const tokenId = `${textFlag(context, 'user') ?? ''}!${textFlag(context, 'name') ?? ''}`;
    await withAccounts(context, (folder) => folder.change((book) => removeToken(book, tokenId)));
    context.print.line(`Token ${tokenId} is gone, and its rights with it.`);
    context.print.message({ messageType: 'token', tokenId });
    return exitCodes.ok;
  },
};
