// In: the path of a fault file. Out: its plan, or the operator's error with line, column and the nearest known word.
import { readFileSync } from 'node:fs';
import { type FaultPlan, parseFaultFile } from '../../pbs-server/index.js';
import { exitCodes, nearestWord, OperatorError } from '../errors/index.js';

export function readFaults(path: string | undefined): FaultPlan | null {
  if (path === undefined) return null;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new OperatorError(
      `${path} ${why}.`,
      'Give --faults a fault file; docs/faults.md shows one.',
      exitCodes.unusableInput,
    );
  }
  const file = parseFaultFile(text);
  if (file.kind === 'plan') return file.plan;
  const { line, column, sentence, word } = file;
  const nearest = word === null ? null : nearestWord(word.written, word.known);
  throw new OperatorError(
    `${path}:${line}:${column}: ${sentence}.`,
    nearest === null ? 'docs/faults.md lists what may stand there.' : `Did you mean "${nearest}"?`,
    exitCodes.unusableInput,
  );
}
