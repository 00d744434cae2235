// What a command is. One file a command: it parses arguments and wires things together, no logic. A command is loaded when it
// is chosen, so that `--help` and the shell's completion need not wait for the relay, the dashboard and the certificates.
import type { Options } from 'yargs';
import type { Zone } from '../core/report/index.js';
import type { Log, Printer } from './output/index.js';

export interface CommandContext {
  /** Flag values by their long name, after flags, PBSCOPE_* and pbscope.json. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly print: Printer;
  readonly log: Log;
  readonly hasColour: boolean;
  /** Of times of day that people read (--utc). */
  readonly zone: Zone;
  /** The whole list, for what is made from it: completion, settings. */
  readonly commands: readonly CommandEntry[];
}

/** A line of a list of commands: what help says of it, and where the rest is. */
export interface CommandEntry {
  /** Words after those of the parent, positionals in yargs' form: `report <file>`, `restore <snapshot> <archives..>`. */
  readonly usage: string;
  readonly describe: string;
  load(): Promise<Command>;
}

export interface Command {
  readonly examples: readonly (readonly [command: string, says: string])[];
  readonly positionals?: Readonly<Record<string, { readonly describe: string }>>;
  /** A flag that must be given says `demandOption: true`. */
  readonly options: Readonly<Record<string, Options>>;
  /** Words that may follow: `server user add`. Flags of a command are not those of its subcommands. */
  readonly subcommands?: readonly CommandEntry[];
  /** The exit code: one of errors/exit-codes.ts, or that of a command that was run. Absent where only a subcommand does something. */
  run?(context: CommandContext): Promise<number>;
}

/** A flag that takes text; absent is undefined. */
export function textFlag(context: CommandContext, name: string): string | undefined {
  const value = context.flags[name];
  return value === undefined || value === null ? undefined : String(Array.isArray(value) ? value.at(-1) : value);
}

/** A flag or a positional that may be given many times. */
export function textList(context: CommandContext, name: string): readonly string[] {
  const value = context.flags[name];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

export const isFlagOn = (context: CommandContext, name: string): boolean => context.flags[name] === true;
