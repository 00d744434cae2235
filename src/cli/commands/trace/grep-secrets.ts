// `pbscope trace grep-secrets FILE`: every line of a trace against the forms of secrets, and against those that are given. Shows places, never
// what stands there.
import { readFileSync } from 'node:fs';
import { parseJson } from '../../../core/pbs/index.js';
import { findSecrets, findSecretsInText, type SecretFinding } from '../../../core/redact/index.js';
import { type Line, readTraceLines } from '../../../sources/trace/index.js';
import { type Command, textFlag } from '../../command.js';
import { exitCodes, OperatorError } from '../../errors/index.js';
import { withTrace } from '../../input/index.js';

interface Place extends SecretFinding {
  readonly line: number;
}

/** More places than a person reads; the number is counted on. */
const maxShownPlaces = 100;

function readKnown(path: string | undefined): readonly string[] {
  if (path === undefined) return [];
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    throw new OperatorError(
      `The file ${path} cannot be read (${(error as Error).message}).`,
      'Check the name given to --known.',
      exitCodes.unusableInput,
    );
  }
}

function searchLine(line: Line, known: readonly string[]): readonly SecretFinding[] {
  if (line.isTooLong) return [{ path: '', what: 'a line too long to be looked at' }];
  const value = parseJson(line.text);
  return value === undefined ? findSecretsInText(line.text, known) : findSecrets(value, known);
}

const describePlace = ({ line, path, what }: Place): string => `Line ${line}${path === '' ? '' : `, ${path}`}: ${what}`;

export const grepSecretsCommand: Command = {
  examples: [
    ['pbscope trace grep-secrets night.pbscope && mail-it night.pbscope', 'before it leaves the house'],
    ['pbscope trace grep-secrets night.pbscope --known my-passwords', 'look for these too, one a line'],
  ],
  positionals: { file: { describe: 'a trace (.pbscope, .gz, .zst); - is stdin' } },
  options: {
    known: { type: 'string', describe: 'a file of passwords and token secrets, one a line, that must not be in it' },
  },
  async run(context) {
    const known = readKnown(textFlag(context, 'known'));
    const places: Place[] = [];
    let placeCount = 0;
    let lineCount = 0;
    await withTrace(textFlag(context, 'file') ?? '-', async (bytes) => {
      for await (const line of readTraceLines(bytes)) {
        lineCount += 1;
        for (const finding of searchLine(line, known)) {
          placeCount += 1;
          if (places.length < maxShownPlaces) places.push({ line: lineCount, ...finding });
        }
      }
    });
    const more = placeCount > places.length ? [`… and ${placeCount - places.length} more.`] : [];
    context.print.result(
      placeCount === 0
        ? `No secret in ${lineCount} lines.`
        : [...places.map(describePlace), ...more, 'pbscope trace redact makes a copy without them.'].join('\n'),
    );
    context.print.message({ messageType: 'secrets', lineCount, placeCount, places });
    return placeCount === 0 ? exitCodes.ok : exitCodes.findings;
  },
};
