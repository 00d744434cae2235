// `pbscope server token`: the list of what can be done with API tokens.
import type { Command } from '../../command.js';

export const tokenCommand: Command = {
  examples: [
    ['pbscope server token add eve@pbs laptop', 'prints its secret, once'],
    ['pbscope server token list', 'which there are'],
  ],
  options: {},
  subcommands: [
    {
      usage: 'add <user> <name>',
      describe: 'a new API token of a user; its secret is shown once',
      load: async () => (await import('./token-add.js')).tokenAddCommand,
    },
    {
      usage: 'set <user> <name>',
      describe: 'disable an API token, let it expire, say what it is for',
      load: async () => (await import('./token-set.js')).tokenSetCommand,
    },
    {
      usage: 'list [user]',
      describe: 'the API tokens of the embedded server',
      load: async () => (await import('./token-list.js')).tokenListCommand,
    },
    {
      usage: 'remove <user> <name>',
      describe: 'remove an API token with its rights',
      load: async () => (await import('./token-remove.js')).tokenRemoveCommand,
    },
  ],
};
