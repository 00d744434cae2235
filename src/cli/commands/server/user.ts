// `pbscope server user`: the list of what can be done with users.
import type { Command } from '../../command.js';

export const userCommand: Command = {
  examples: [
    ['pbscope server user add eve@pbs', 'asks for a password'],
    ['pbscope server user list', 'who there is'],
  ],
  options: {},
  subcommands: [
    {
      usage: 'add <user>',
      describe: 'a new user of the embedded server',
      load: async () => (await import('./user-add.js')).userAddCommand,
    },
    {
      usage: 'password <user>',
      describe: 'another password for a user',
      load: async () => (await import('./user-password.js')).userPasswordCommand,
    },
    {
      usage: 'set <user>',
      describe: 'disable a user, let it expire, say what it is for',
      load: async () => (await import('./user-set.js')).userSetCommand,
    },
    {
      usage: 'list',
      describe: 'the users of the embedded server',
      load: async () => (await import('./user-list.js')).userListCommand,
    },
    {
      usage: 'remove <user>',
      describe: 'remove a user with its tokens and rights',
      load: async () => (await import('./user-remove.js')).userRemoveCommand,
    },
  ],
};
