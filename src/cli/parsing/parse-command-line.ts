// In: the command line, the list of commands, the environment, pbscope.json. Out: a command with its flag values; null when
// --help or --version was answered. Does not run anything. yargs does the flags; which command it is we find ourselves, so
// that only that one is loaded and a mistyped word is compared with words of its own kind.
import yargs, { type Argv, type Options } from 'yargs';
import type { Command, CommandEntry } from '../command.js';
import { OperatorError } from '../errors/index.js';
import { type ChosenCommand, chooseCommand, nameOf, unknownFlag } from './choose-command.js';
import { globalOptions } from './global-options.js';
import { listCommands } from './list-commands.js';
import { checkRequired, describePositionals, placeAfterDashes } from './positionals.js';
import { describeUnknownSettings, type Environment, readSettings } from './settings.js';

export interface ParsedCommand {
  readonly command: Command;
  readonly flags: Readonly<Record<string, unknown>>;
}

export interface CommandLine {
  readonly words: readonly string[];
  readonly commands: readonly CommandEntry[];
  readonly introduction: string;
  readonly version: string;
  readonly environment: Environment;
  readonly file: Readonly<Record<string, unknown>>;
  readonly columns: number;
  /** Told what is odd and harmless: a setting that nobody knows. */
  warn(sentence: string): void;
}

/** Lines longer than this are hard to read, however wide the terminal. */
const maxHelpColumns = 110;

function baseParser(line: CommandLine, words: readonly string[]): Argv {
  return yargs([...words])
    .scriptName('pbscope')
    .options(globalOptions)
    .parserConfiguration({
      'camel-case-expansion': false,
      'greedy-arrays': false, // what follows `--assert A` is the file, not a second assertion
      'duplicate-arguments-array': true, // a positional that is a list is one to yargs
      'parse-numbers': false,
      'populate--': true,
    })
    .version(line.version)
    .alias('help', 'h')
    .wrap(Math.min(maxHelpColumns, line.columns))
    .exitProcess(false);
}

const groupGlobals = (parser: Argv): Argv =>
  parser.group([...Object.keys(globalOptions), 'help', 'version'], 'Everywhere:');

function showCommands(parser: Argv, entries: readonly CommandEntry[], path: string): Argv {
  for (const entry of entries) parser.command([path, entry.usage].join(' ').trim(), entry.describe);
  return parser;
}

function renderUsage({ path, entry, command }: ChosenCommand): string {
  const examples = command.examples.map(([example, says]) => `$ ${example}   # ${says}`).join('\n');
  const usage = `pbscope ${[path, describePositionals(entry)].join(' ').trim()}`;
  return `${entry.describe}\n\nExamples:\n${examples}\n\nUsage: ${usage} [flags]`;
}

function explainUnknown(message: string, words: readonly string[], flags: readonly string[]): OperatorError {
  const unknown = /^Unknown (?:arguments?|commands?|options?): (.+)$/.exec(message);
  if (unknown === null) return new OperatorError(`${message.replace(/\.+$/, '')}.`, 'See --help.');
  const word = (unknown[1] ?? '').split(', ')[0] ?? '';
  if (words.includes(word)) return new OperatorError(`${word} is one word too many.`, 'See --help.');
  return unknownFlag(word, flags);
}

async function warnOfUnknownSettings(line: CommandLine, known: readonly string[]): Promise<void> {
  if (describeUnknownSettings(known, line.environment, line.file).length === 0) return;
  // Only now the other commands are worth loading: the setting may be one of theirs.
  const all = (await listCommands(line.commands)).flatMap(({ command }) => Object.keys(command.options));
  for (const sentence of describeUnknownSettings([...known, ...all], line.environment, line.file)) line.warn(sentence);
}

async function parseChosen(line: CommandLine, chosen: ChosenCommand): Promise<ParsedCommand | null> {
  const { command, entry, path } = chosen;
  const options = { ...globalOptions, ...command.options };
  const shown = Object.fromEntries(
    Object.entries(command.options).map(([name, { demandOption, ...option }]) => [
      name,
      demandOption === undefined ? option : { ...option, describe: `${option.describe ?? ''} (needed)` },
    ]),
  );
  const optional = describePositionals(entry).replaceAll('<', '[').replaceAll('>', ']');
  // Nothing is left to parse for a group of commands but --help.
  const isGroup = command.run === undefined;
  let flags: Record<string, unknown> | null = null;
  const parser = showCommands(baseParser(line, chosen.rest), command.subcommands ?? [], path)
    .usage(renderUsage(chosen))
    .config(readSettings(options, line.environment, line.file))
    .options(shown)
    .group(Object.keys(shown), 'Flags:')
    .command(
      `$0 ${optional}`.trim(),
      false,
      (one) => {
        for (const [name, positional] of Object.entries(command.positionals ?? {}))
          one.positional(name, { type: 'string', ...positional });
        return one;
      },
      (values) => {
        flags = values;
      },
    )
    .strict()
    .fail((message, error) => {
      throw error instanceof Error ? error : explainUnknown(message, chosen.rest, Object.keys(options));
    });
  await groupGlobals(parser).parseAsync();
  if (flags === null) return null;
  const placed = placeAfterDashes(entry, takeLast(flags, options));
  if (isGroup) {
    const names = (command.subcommands ?? []).map(nameOf);
    throw new OperatorError(`pbscope ${path} needs one more word: ${names.join(', ')}.`, `See pbscope ${path} --help.`);
  }
  checkRequired(chosen, placed);
  await warnOfUnknownSettings(line, Object.keys(options));
  return { command, flags: placed };
}

/** A flag that is given twice means what it said last, unless it is a list. */
function takeLast(
  flags: Readonly<Record<string, unknown>>,
  options: Readonly<Record<string, Options>>,
): Record<string, unknown> {
  const last = { ...flags };
  for (const [name, option] of Object.entries(options)) {
    const value = last[name];
    if (option.array !== true && Array.isArray(value)) last[name] = value.at(-1);
  }
  return last;
}

/** Throws OperatorError for what cannot be understood. */
export async function parseCommandLine(line: CommandLine): Promise<ParsedCommand | null> {
  // `pbscope help proxy` is what users of git type.
  const words = line.words[0] === 'help' ? [...line.words.slice(1), '--help'] : line.words;
  const chosen = await chooseCommand(words, line.commands);
  if (chosen !== null) return parseChosen(line, chosen);
  let isAnswered = true;
  await groupGlobals(showCommands(baseParser(line, words), line.commands, ''))
    .usage(line.introduction)
    .command('$0', false, {}, () => {
      isAnswered = false;
    })
    .strict()
    .fail((message, error) => {
      throw error instanceof Error ? error : explainUnknown(message, words, Object.keys(globalOptions));
    })
    .parseAsync();
  if (!isAnswered) throw new OperatorError('No command was given.', 'See pbscope --help.');
  return null;
}
