// `pbscope server token add`: a new API token. Its secret is printed now and kept as a hash: nobody can show it again.
import { randomUUID } from 'node:crypto';
import { addToken, hashTokenSecret } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';

export const tokenAddCommand: Command = {
  examples: [
    ['pbscope server token add eve@pbs laptop', 'prints its secret, once'],
    ['pbscope server token add eve@pbs laptop --json | jq -r .tokenSecret', 'for scripts'],
  ],
  positionals: { user: { describe: 'NAME@pbs, whose token it is' }, name: { describe: 'name of the token' } },
  options: { comment: { type: 'string', default: '', describe: 'what it is for' }, ...accountsFlag },
  async run(context) {
    const tokenId = `${textFlag(context, 'user') ?? ''}!${textFlag(context, 'name') ?? ''}`;
    const tokenSecret = randomUUID();
    const token = { secretHash: hashTokenSecret(tokenSecret), comment: textFlag(context, 'comment') ?? '' };
    await withAccounts(context, (folder) => folder.change((book) => addToken(book, tokenId, token)));
    context.print.result(`Token ${tokenId}. Its secret, shown this once:\n\n  export PBS_PASSWORD='${tokenSecret}'`);
    context.print.line(
      `\nIt may do nothing yet, and never more than its user. Next:\n\n  pbscope server acl set /datastore/NAME '${tokenId}' DatastoreBackup`,
    );
    context.print.message({ messageType: 'token', tokenId, tokenSecret });
    return exitCodes.ok;
  },
};
