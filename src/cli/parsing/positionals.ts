// In: a command's usage line and the values that yargs found. Out: the same with every positional in its place, or the
// operator's fault: one word too many, or one that is missing.
import type { CommandEntry } from '../command.js';
import { OperatorError } from '../errors/index.js';
import type { ChosenCommand } from './choose-command.js';

/** `<file>`, `[names..]`. */
const positionalPattern = /([<[])([^>\].]+)(\.\.)?[>\]]/g;

export const describePositionals = (entry: CommandEntry): string => entry.usage.split(' ').slice(1).join(' ');

const afterDashes = '--';

/** yargs takes a lone `-` for a flag without a value. */
const dashOr = (value: unknown): unknown => (value === true || value === '' ? '-' : value);

/** What stands behind `--` is no flag, whatever it looks like: it fills the positionals that are still empty. */
export function placeAfterDashes(entry: CommandEntry, flags: Record<string, unknown>): Record<string, unknown> {
  const waiting = [...((flags[afterDashes] as readonly unknown[] | undefined) ?? [])].map(String);
  const placed = { ...flags };
  for (const [, , name, isList] of entry.usage.matchAll(positionalPattern)) {
    if (name === undefined) continue;
    const given = dashOr(placed[name]);
    if (given !== undefined) placed[name] = given;
    if (waiting.length === 0) continue;
    if (isList !== undefined) placed[name] = [...(Array.isArray(given) ? given : []), ...waiting.splice(0)];
    else if (given === undefined) placed[name] = waiting.shift();
  }
  const [extra] = waiting;
  if (extra !== undefined && describePositionals(entry) !== '') {
    throw new OperatorError(`${extra} is one word too many.`, 'See --help.');
  }
  return placed;
}

/** `a file`, `an archive`, `a user`, `archives`. */
const withArticle = (noun: string): string =>
  noun.endsWith('s') ? noun : `${/^(?!us)[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

/** What is missing is said after what is mistyped: a mistyped --upstream is a missing one too. */
export function checkRequired(chosen: ChosenCommand, flags: Readonly<Record<string, unknown>>): void {
  const [example] = chosen.command.examples;
  const nextStep = example === undefined ? 'See --help.' : `For example: ${example[0]}`;
  const isMissing = (name: string): boolean => flags[name] === undefined || flags[name] === '';
  for (const [, bracket, name] of chosen.entry.usage.matchAll(positionalPattern)) {
    if (bracket === '<' && name !== undefined && isMissing(name)) {
      throw new OperatorError(`pbscope ${chosen.path} needs ${withArticle(name)}.`, nextStep);
    }
  }
  for (const [name, option] of Object.entries(chosen.command.options)) {
    if (option.demandOption !== undefined && isMissing(name)) {
      throw new OperatorError(`pbscope ${chosen.path} needs --${name}.`, nextStep);
    }
  }
}
