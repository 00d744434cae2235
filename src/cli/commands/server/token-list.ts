// `pbscope server token list`: the API tokens, of one user or all. Their secrets are not known here.
import { userOf } from '../../../pbs-server/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { formatExpiry } from './account-change.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { formatRows } from './format-rows.js';

export const tokenListCommand: Command = {
  examples: [
    ['pbscope server token list', 'which there are'],
    ['pbscope server token list eve@pbs', 'those of one user'],
  ],
  positionals: { user: { describe: 'NAME@pbs: only its tokens' } },
  options: accountsFlag,
  async run(context) {
    const user = textFlag(context, 'user');
    const book = await withAccounts(context, (folder) => folder.read());
    const tokens = Object.entries(book.tokens)
      .filter(([tokenId]) => user === undefined || userOf(tokenId) === user)
      .map(([tokenId, one]) => ({
        tokenId,
        isEnabled: one.isEnabled,
        expiresAt: formatExpiry(one.expiresAtSeconds),
        comment: one.comment,
      }));
    context.print.result(
      formatRows('No token.', [
        ['TOKEN', 'ENABLED', 'EXPIRES', 'COMMENT'],
        ...tokens.map((one) => [one.tokenId, one.isEnabled ? 'yes' : 'no', one.expiresAt ?? 'never', one.comment]),
      ]),
    );
    context.print.message({ messageType: 'tokens', tokens });
    return exitCodes.ok;
  },
};
