// In: PBSCOPE_* of the environment and pbscope.json. Out: the values of one command's flags that they give; flags win over the
// environment, the environment over the file. What belongs to another command is left to it; what belongs to none is said.
import type { Options } from 'yargs';
import { nearestWord, OperatorError } from '../errors/index.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = 'PBSCOPE_';
const yes = new Set(['1', 'true', 'yes', 'on']);
const no = new Set(['', '0', 'false', 'no', 'off']);

export const variableOf = (flag: string): string => `${prefix}${flag.toUpperCase().replaceAll('-', '_')}`;

function readBoolean(name: string, text: string): boolean {
  const word = text.toLowerCase();
  if (yes.has(word)) return true;
  if (no.has(word)) return false;
  throw new OperatorError(`${name} is ${text}, which is neither yes nor no.`, 'Write 1 or 0.');
}

/** The settings of `options` that stand in the environment or, where they do not, in the file. */
export function readSettings(
  options: Readonly<Record<string, Options>>,
  environment: Environment,
  file: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const [flag, option] of Object.entries(options)) {
    const text = environment[variableOf(flag)];
    const value = text ?? file[flag];
    if (value === undefined) continue;
    const name = text === undefined ? `${flag} of pbscope.json` : variableOf(flag);
    settings[flag] = option.type === 'boolean' ? readBoolean(name, String(value)) : String(value);
  }
  return settings;
}

/** A sentence for each setting that no command knows. */
export function describeUnknownSettings(
  known: readonly string[],
  environment: Environment,
  file: Readonly<Record<string, unknown>>,
): string[] {
  const variables = known.map(variableOf);
  const hint = (nearest: string | null): string => (nearest === null ? '' : ` Did you mean ${nearest}?`);
  return [
    ...Object.keys(environment)
      .filter((name) => name.startsWith(prefix) && !variables.includes(name))
      .map((name) => `${name} is no setting of pbscope.${hint(nearestWord(name, variables))}`),
    ...Object.keys(file)
      .filter((name) => !known.includes(name))
      .map((name) => `pbscope.json: ${name} is no setting of pbscope.${hint(nearestWord(name, known))}`),
  ];
}

export interface TracedSetting {
  readonly flag: string;
  readonly value: string | null;
  /** `PBSCOPE_X`, `pbscope.json` or `default`. */
  readonly source: string;
  /** Commands that take it; none stands for all. */
  readonly usedBy: readonly string[];
}

/** Every setting once, with its value and where that came from. */
export function traceSettings(
  listed: readonly {
    readonly path: string;
    readonly command: { readonly options: Readonly<Record<string, Options>> };
  }[],
  environment: Environment,
  file: Readonly<Record<string, unknown>>,
): readonly TracedSetting[] {
  const traced = new Map<string, TracedSetting>();
  for (const { path, command } of listed) {
    const set = readSettings(command.options, environment, file);
    for (const [flag, option] of Object.entries(command.options)) {
      const value = set[flag] ?? option.default;
      const variable = variableOf(flag);
      const source = environment[variable] !== undefined ? variable : flag in set ? 'pbscope.json' : 'default';
      const usedBy = [...(traced.get(flag)?.usedBy ?? []), ...(path === '' ? [] : [path])];
      traced.set(flag, { flag, value: value === undefined ? null : String(value), source, usedBy });
    }
  }
  return [...traced.values()];
}
