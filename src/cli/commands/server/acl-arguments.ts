// What `acl set` and `acl remove` are about. In: their positionals. Out: path, account and role, checked.
import { type Role, roleNames } from '../../../pbs-server/index.js';
import { type CommandContext, textFlag } from '../../command.js';
import { nearestWord, OperatorError } from '../../errors/index.js';

export const aclPositionals = {
  path: { describe: '/datastore/NAME, /datastore/NAME/NAMESPACE, or / for everything' },
  account: { describe: 'NAME@pbs, or NAME@pbs!TOKEN' },
  role: { describe: roleNames.join(', ') },
} as const;

export interface AclArguments {
  readonly path: string;
  readonly authId: string;
  readonly role: Role;
}

export function readAclArguments(context: CommandContext): AclArguments {
  const role = textFlag(context, 'role') ?? '';
  return { path: readPath(context), authId: textFlag(context, 'account') ?? '', role: readRole(role) };
}

function readPath(context: CommandContext): string {
  const path = textFlag(context, 'path') ?? '';
  const parts = path.split('/').filter((part) => part !== '');
  if (path.startsWith('/') && (parts.length === 0 || parts[0] === 'datastore' || parts[0] === 'system')) {
    return `/${parts.join('/')}`;
  }
  throw new OperatorError(`${path} is no path of rights.`, 'Write /datastore/NAME, or / for everything.');
}

function readRole(role: string): Role {
  const known = roleNames.find((name) => name === role);
  if (known !== undefined) return known;
  const nearest = nearestWord(role, roleNames);
  throw new OperatorError(
    `There is no role ${role}.`,
    nearest === null ? `Choose one of ${roleNames.join(', ')}.` : `Did you mean ${nearest}?`,
  );
}
