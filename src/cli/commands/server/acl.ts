// `pbscope server acl`: the list of what can be done with rights.
import type { Command } from '../../command.js';

export const aclCommand: Command = {
  examples: [
    ['pbscope server acl set /datastore/store eve@pbs DatastoreBackup', 'eve may back up, and restore what is hers'],
    ['pbscope server acl list', 'who may do what where'],
  ],
  options: {},
  subcommands: [
    {
      usage: 'set <path> <account> <role>',
      describe: 'give a user or token a role on a datastore or namespace',
      load: async () => (await import('./acl-set.js')).aclSetCommand,
    },
    {
      usage: 'list',
      describe: 'who may do what where',
      load: async () => (await import('./acl-list.js')).aclListCommand,
    },
    {
      usage: 'remove <path> <account> <role>',
      describe: 'take a role away again',
      load: async () => (await import('./acl-remove.js')).aclRemoveCommand,
    },
  ],
};
