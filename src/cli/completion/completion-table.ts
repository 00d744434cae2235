// In: all commands. Out: what may follow each path of words, for a shell to offer: subcommands and flags with what they do.
import type { Options } from 'yargs';
import { globalOptions, type ListedCommand } from '../parsing/index.js';

export interface Offer {
  readonly word: string;
  readonly says: string;
}

export interface CompletionRow {
  /** `` for the words behind `pbscope` itself, else `server user`. */
  readonly path: string;
  readonly commands: readonly Offer[];
  readonly flags: readonly Offer[];
}

const offerFlags = (options: Readonly<Record<string, Options>>): Offer[] =>
  Object.entries(options).map(([name, option]) => ({ word: `--${name}`, says: option.describe ?? '' }));

const everywhere = [...offerFlags(globalOptions), { word: '--help', says: 'show help' }];

export function buildCompletionTable(listed: readonly ListedCommand[]): readonly CompletionRow[] {
  const children = (path: string): Offer[] =>
    listed
      .filter((one) => one.path.slice(0, one.path.lastIndexOf(' ') + 1).trim() === path)
      .map((one) => ({ word: one.path.split(' ').at(-1) ?? '', says: one.entry.describe }));
  return [
    { path: '', commands: children(''), flags: [...everywhere, { word: '--version', says: 'show the version' }] },
    ...listed.map(({ path, command }) => ({
      path,
      commands: children(path),
      flags: [...offerFlags(command.options), ...everywhere],
    })),
  ];
}
