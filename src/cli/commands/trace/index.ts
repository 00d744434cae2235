// `pbscope trace …`: care for traces.
import type { Command } from '../../command.js';

export const traceCommand: Command = {
  examples: [
    ['pbscope trace check night.pbscope', 'is it whole, and if not, where is it damaged?'],
    ['pbscope trace redact night.pbscope for-support.pbscope.gz --names', 'a copy without any names'],
    ['pbscope trace grep-secrets for-support.pbscope.gz', 'prove that no secret is in it'],
  ],
  options: {},
  subcommands: [
    {
      usage: 'check <file>',
      describe: 'say whether a trace is whole, where it is damaged and what could be read',
      load: async () => (await import('./check.js')).checkCommand,
    },
    {
      usage: 'redact <input> <output>',
      describe: 'copy a trace without secrets, and with --names without names',
      load: async () => (await import('./redact.js')).redactCommand,
    },
    {
      usage: 'grep-secrets <file>',
      describe: 'look for secrets in a trace: exit code 3 and the place where there are any',
      load: async () => (await import('./grep-secrets.js')).grepSecretsCommand,
    },
  ],
};
