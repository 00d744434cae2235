// `pbscope server acl set`: a role for a user or token on a path and, if not told otherwise, everything below it.
import { isWorthless, setAcl, userOf } from '../../../pbs-server/index.js';
import { type Command, isFlagOn } from '../../command.js';
import { exitCodes } from '../../errors/index.js';
import { accountsFlag, withAccounts } from './accounts-flag.js';
import { aclPositionals, readAclArguments } from './acl-arguments.js';

export const aclSetCommand: Command = {
  examples: [
    ['pbscope server acl set /datastore/store eve@pbs DatastoreBackup', 'eve may back up, and restore what is hers'],
    ["pbscope server acl set /datastore/store 'eve@pbs!laptop' DatastoreBackup", 'and so may her token'],
    ['pbscope server acl set /datastore/store/offsite eve@pbs DatastoreReader', 'only in the namespace offsite'],
  ],
  positionals: aclPositionals,
  options: {
    propagate: { type: 'boolean', default: true, describe: 'on everything below the path too' },
    ...accountsFlag,
  },
  async run(context) {
    const entry = { ...readAclArguments(context), isPropagated: isFlagOn(context, 'propagate') };
    const { path, authId, role } = entry;
    const book = await withAccounts(context, (folder) => folder.change((one) => setAcl(one, entry)));
    context.print.line(`${authId} has the role ${role} on ${path}.`);
    if (isWorthless(book, entry)) {
      context.log.logger.warn(
        `The token may do no more than ${userOf(authId)}, which may do nothing of this there: give the role to it as well.`,
      );
    }
    context.print.message({ messageType: 'aclEntry', ...entry });
    return exitCodes.ok;
  },
};
