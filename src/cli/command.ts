// What a command is: a row of commands.ts. One file a command: it parses arguments and wires things together, no logic.
import type { Options } from 'yargs';
import type { ExitCode } from './errors/index.js';
import type { Log, Printer } from './output/index.js';

export interface CommandContext {
  /** Flag values by their long name, after flags, PBSCOPE_* and pbscope.json. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly print: Printer;
  readonly log: Log;
  readonly hasColour: boolean;
}

export interface Command {
  /** Words after `pbscope`, with positionals in yargs' form: `report <file>`. */
  readonly usage: string;
  readonly describe: string;
  readonly examples: readonly (readonly [command: string, says: string])[];
  readonly positionals?: Readonly<Record<string, { readonly describe: string; readonly type?: 'string' }>>;
  readonly options: Readonly<Record<string, Options>>;
  run(context: CommandContext): Promise<ExitCode>;
}

/** A flag that takes text; absent is undefined. */
export function textFlag(context: CommandContext, name: string): string | undefined {
  const value = context.flags[name];
  return value === undefined || value === null ? undefined : String(Array.isArray(value) ? value.at(-1) : value);
}

export const isFlagOn = (context: CommandContext, name: string): boolean => context.flags[name] === true;
