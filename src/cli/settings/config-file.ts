// In: the operator's pbscope.json, if there is one. Out: its settings as flag values; flags and PBSCOPE_* win over it.
import { readFileSync } from 'node:fs';
import { OperatorError } from '../errors/index.js';
import { configFile } from './folders.js';

export function readConfigFile(path: string = configFile()): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new OperatorError(`The configuration ${path} cannot be read.`, 'Check its permissions, or remove it.');
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Said below, in the operator's words.
  }
  throw new OperatorError(`The configuration ${path} is not a JSON object.`, 'Mend or remove it.');
}
