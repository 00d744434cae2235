// The folder that the accounts of the embedded server live in, as every command about them takes it. In: flags. Out: the
// folder, opened; what it refuses is the operator's fault, in its own words.
import { join } from 'node:path';
import { AccountFolder, AccountsRefusal, AccountsUnusable } from '../../../pbs-server/index.js';
import { type CommandContext, textFlag } from '../../command.js';
import { OperatorError } from '../../errors/index.js';
import { dataFolder } from '../../settings/index.js';

export const accountsFlag = {
  accounts: {
    type: 'string',
    describe: 'folder of the accounts (default: server-accounts in the data folder of pbscope)',
  },
} as const;

export const accountsPath = (context: CommandContext): string =>
  textFlag(context, 'accounts') ?? join(dataFolder(), 'server-accounts');

export async function withAccounts<T>(
  context: CommandContext,
  work: (folder: AccountFolder) => Promise<T>,
): Promise<T> {
  const path = accountsPath(context);
  try {
    return await work(new AccountFolder(path));
  } catch (error) {
    throw describeAccountsFailure(error, path);
  }
}

/** Anything else is handed back as it was. */
export function describeAccountsFailure(error: unknown, path: string): unknown {
  if (error instanceof AccountsRefusal) return new OperatorError(error.message, error.nextStep);
  if (error instanceof AccountsUnusable) {
    return new OperatorError(`${error.path} cannot be used: ${error.message}.`, 'Mend or remove it.');
  }
  if (error instanceof Error && 'syscall' in error && 'path' in error && String(error.path).startsWith(path)) {
    return new OperatorError(`${path} cannot be used (${error.message.split(',')[0]}).`, 'Choose another --accounts.');
  }
  return error;
}
