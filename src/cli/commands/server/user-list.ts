// `pbscope server user list`: the users, with how they come in and how many tokens they have.
import { userOf } from '../../../pbs-server/index.js';
import type { Command } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { formatExpiry } from './account-change.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { formatRows } from './format-rows.js';

export const userListCommand: Command = {
  examples: [
    ['pbscope server user list', 'who there is'],
    ['pbscope server user list --json | jq .users', 'for scripts'],
  ],
  options: accountsFlag,
  async run(context) {
    const book = await withAccounts(context, (folder) => folder.read());
    const users = Object.entries(book.users).map(([user, one]) => ({
      user,
      hasPassword: one.passwordHash !== null,
      tokenCount: Object.keys(book.tokens).filter((id) => userOf(id) === user).length,
      isEnabled: one.isEnabled,
      expiresAt: formatExpiry(one.expiresAtSeconds),
      comment: one.comment,
    }));
    context.print.result(
      formatRows('No user.', [
        ['USER', 'PASSWORD', 'TOKENS', 'ENABLED', 'EXPIRES', 'COMMENT'],
        ...users.map((one) => [
          one.user,
          one.hasPassword ? 'yes' : 'no',
          String(one.tokenCount),
          one.isEnabled ? 'yes' : 'no',
          one.expiresAt ?? 'never',
          one.comment,
        ]),
      ]),
    );
    context.print.message({ messageType: 'users', users });
    return exitCodes.ok;
  },
};
