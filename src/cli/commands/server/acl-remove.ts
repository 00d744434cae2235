// `pbscope server acl remove`: takes a role away again.
import { removeAcl } from '../../../pbs-server/index.js';
import type { Command } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { aclPositionals, readAclArguments } from './acl-arguments.js';

export const aclRemoveCommand: Command = {
  examples: [['pbscope server acl remove /datastore/store eve@pbs DatastoreBackup', 'eve may not back up any more']],
  positionals: aclPositionals,
  options: accountsFlag,
  async run(context) {
    const entry = readAclArguments(context);
    await withAccounts(context, (folder) => folder.change((book) => removeAcl(book, entry)));
    context.print.line(`${entry.authId} has the role ${entry.role} on ${entry.path} no more.`);
    context.print.message({ messageType: 'aclEntry', ...entry });
    return exitCodes.ok;
  },
};
