#!/usr/bin/env node
// In: the command line. Out: a command run and an exit code of product.md 2. Errors of the operator are one sentence and a
// next step on stderr; only our own faults show a stack.
import yargs, { type Argv } from 'yargs';
import { hideBin } from 'yargs/helpers';
import type { Command, CommandContext } from './command.js';
import { commands } from './commands/index.js';
import { type ExitCode, exitCodes, nearestWord, OperatorError } from './errors/index.js';
import { createPrinter, openLog } from './output/index.js';
import { readConfigFile, toolVersion } from './settings/index.js';

const globalOptions = {
  json: { type: 'boolean', describe: 'one JSON value, or JSON lines with messageType' },
  quiet: { type: 'boolean', alias: 'q', describe: 'results and errors only' },
  color: { type: 'boolean', default: true, describe: 'colours (also NO_COLOR, FORCE_COLOR, TERM=dumb)' },
  'log-level': { type: 'string', default: 'info', describe: 'trace, debug, info, warn, error or silent' },
  'log-file': { type: 'string', describe: 'write log lines there, as JSON' },
} as const;

const introduction = `The debugging proxy for the Proxmox Backup Server protocol.

Examples:
$ pbscope demo   # a backup, a deduplicated backup and a restore, watched live
$ pbscope proxy --upstream pbs.example.com --upstream-fingerprint aa:bb:…   # stand before a real server
$ pbscope report backup.pbscope   # what happened in a recorded session

Usage: pbscope COMMAND [flags]`;

function hasColour(flags: Readonly<Record<string, unknown>>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (flags['color'] === false || NO_COLOR || TERM === 'dumb') return false;
  return FORCE_COLOR !== undefined && FORCE_COLOR !== '0'
    ? true
    : process.stdout.isTTY === true || process.stderr.isTTY === true;
}

function createContext(flags: Readonly<Record<string, unknown>>): CommandContext {
  const isQuiet = flags['quiet'] === true;
  const colour = hasColour(flags);
  return {
    flags,
    print: createPrinter({ isJson: flags['json'] === true, isQuiet }),
    log: openLog({
      level: isQuiet ? 'error' : String(flags['log-level']),
      file: flags['log-file'] === undefined ? null : String(flags['log-file']),
      hasColour: colour,
    }),
    hasColour: colour,
  };
}

function explainUsage(message: string, known: readonly string[]): OperatorError {
  const unknown = /^Unknown (arguments?|commands?|options?): (.+)$/.exec(message);
  if (unknown === null) return new OperatorError(`${message}.`.replace(/\.+$/, '.'), 'See --help.');
  const word = (unknown[2] ?? '').split(', ')[0] ?? '';
  const spell = (name: string): string =>
    process.argv.some((one) => one.startsWith(`--${word}`)) ? `--${name}` : name;
  const nearest = nearestWord(word, known);
  return new OperatorError(
    `There is no ${spell(word)}.`,
    nearest === null ? 'See --help.' : `Did you mean ${spell(nearest)}?`,
  );
}

function addCommand(cli: Argv, command: Command, run: (flags: Record<string, unknown>) => void): Argv {
  const examples = command.examples.map(([line, says]) => `$ ${line}   # ${says}`).join('\n');
  return cli.command(
    command.usage,
    command.describe,
    (one) => {
      one.usage(`${command.describe}\n\nExamples:\n${examples}\n\nUsage: pbscope ${command.usage} [flags]`);
      for (const [name, positional] of Object.entries(command.positionals ?? {}))
        one.positional(name, { type: 'string', ...positional });
      return one.options({ ...command.options });
    },
    (flags) => run(flags),
  );
}

async function main(): Promise<ExitCode> {
  let chosen: { readonly command: Command; readonly flags: Record<string, unknown> } | null = null;
  let cli: Argv = yargs(hideBin(process.argv))
    .scriptName('pbscope')
    .usage(introduction)
    .env('PBSCOPE')
    .config(readConfigFile())
    .options(globalOptions)
    .parserConfiguration({ 'camel-case-expansion': false, 'duplicate-arguments-array': false, 'parse-numbers': false })
    .version(toolVersion)
    .alias('help', 'h')
    .wrap(Math.min(110, process.stdout.columns ?? 100))
    .strict()
    .demandCommand(1, 'No command was given')
    .exitProcess(false);
  for (const command of commands) {
    cli = addCommand(cli, command, (flags) => {
      chosen = { command, flags };
    });
  }
  const known = [
    ...commands.map((command) => command.usage.split(' ')[0] ?? ''),
    ...Object.keys(globalOptions),
    ...commands.flatMap((command) => Object.keys(command.options)),
  ];
  cli.fail((message, error) => {
    throw error instanceof Error ? error : explainUsage(message, known);
  });
  await cli.parseAsync();
  if (chosen === null) return exitCodes.ok; // --help and --version were answered
  const { command, flags } = chosen as { readonly command: Command; readonly flags: Record<string, unknown> };
  return command.run(createContext(flags));
}

function explainFailure(error: unknown): ExitCode {
  if (error instanceof OperatorError) {
    process.stderr.write(`pbscope: ${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `pbscope: internal error, please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCodes.internal;
}

process.exitCode = await main().catch(explainFailure);
