// `pbscope server acl list`: who may do what where.
import type { Command } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { formatRows } from './format-rows.js';

export const aclListCommand: Command = {
  examples: [
    ['pbscope server acl list', 'who may do what where'],
    ['pbscope server acl list --json | jq .acl', 'for scripts'],
  ],
  options: accountsFlag,
  async run(context) {
    const { acl } = await withAccounts(context, (folder) => folder.read());
    context.print.result(
      formatRows('No rights.', [
        ['PATH', 'ACCOUNT', 'ROLE', 'BELOW'],
        ...acl.map((one) => [one.path, one.authId, one.role, one.isPropagated ? 'yes' : 'no']),
      ]),
    );
    context.print.message({ messageType: 'acl', acl });
    return exitCodes.ok;
  },
};
