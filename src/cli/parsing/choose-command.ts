// In: the words of the command line. Out: which command they name, loaded, and the words that are left for it. A word that
// names none is the operator's fault, with the nearest one.
import type { Options } from 'yargs';
import type { Command, CommandEntry } from '../command.js';
import { nearestWord, OperatorError } from '../errors/index.js';
import { globalOptions } from './global-options.js';

export interface ChosenCommand {
  /** `server user add`. */
  readonly path: string;
  readonly entry: CommandEntry;
  readonly command: Command;
  /** The command line without the words of the path. */
  readonly rest: readonly string[];
}

export const nameOf = (entry: CommandEntry): string => entry.usage.split(' ')[0] ?? '';

type FlagTable = Readonly<Record<string, Options>>;

/** A flag that stands before the word we look for, and whose value is the next word. */
const takesNextWord = (word: string, flags: FlagTable): boolean =>
  Object.entries(flags).some(([name, option]) => option.type === 'string' && word === `--${name}`);

/** Where the next word that is no flag stands; null when there is none, or `--` ends the commands. */
function nextWordAt(words: readonly string[], flags: FlagTable): number | null {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return null;
    if (takesNextWord(word, flags)) at += 1;
    else if (word === '-' || !word.startsWith('-')) return at;
  }
  return null;
}

const takesPositionals = (entry: CommandEntry): boolean => entry.usage.includes(' ');

/** `server --foldr x`: what is mistyped is the flag, not the command. */
function unknownFlagBefore(words: readonly string[], at: number, flags: FlagTable): OperatorError | null {
  const name = /^--(?:no-)?([^=]+)$/.exec(words[at - 1] ?? '')?.[1];
  return name === undefined || Object.hasOwn(flags, name) ? null : unknownFlag(name, Object.keys(flags));
}

export function unknownFlag(name: string, known: readonly string[]): OperatorError {
  const nearest = nearestWord(name, known);
  return new OperatorError(`There is no --${name}.`, nearest === null ? 'See --help.' : `Did you mean --${nearest}?`);
}

function missing(word: string, entries: readonly CommandEntry[], path: string): OperatorError {
  const nearest = nearestWord(word, entries.map(nameOf));
  const shown = [path, nearest].filter((part) => part !== '').join(' ');
  return new OperatorError(
    `There is no command ${[path, word].filter((part) => part !== '').join(' ')}.`,
    nearest === null ? `See pbscope ${path === '' ? '' : `${path} `}--help.` : `Did you mean ${shown}?`,
  );
}

/** Null: no command was named (`pbscope --help`). Throws OperatorError for a word that names none. */
export async function chooseCommand(
  words: readonly string[],
  entries: readonly CommandEntry[],
  parent: Omit<ChosenCommand, 'rest'> | null = null,
): Promise<ChosenCommand | null> {
  const path = parent?.path ?? '';
  const flags = { ...globalOptions, ...parent?.command.options };
  const at = nextWordAt(words, flags);
  if (at === null) return null;
  const word = words[at] ?? '';
  const entry = entries.find((one) => nameOf(one) === word);
  if (entry === undefined) {
    if (parent !== null && takesPositionals(parent.entry)) return null;
    throw unknownFlagBefore(words, at, flags) ?? missing(word, entries, path);
  }
  const rest = [...words.slice(0, at), ...words.slice(at + 1)];
  const chosen = { path: [path, word].join(' ').trim(), entry, command: await entry.load() };
  const { subcommands } = chosen.command;
  const deeper = subcommands === undefined ? null : await chooseCommand(rest, subcommands, chosen);
  return deeper ?? { ...chosen, rest };
}
