// --with LOG of report and open. In: names of logs of other programs, packed or not. Out: their log books; one that cannot be read is the
// operator's fault, one that is of no known format is said once.
import { basename } from 'node:path';
import type { LogBook } from '../../core/evidence/index.js';
import { type CommandContext, textList } from '../command.js';
import { OperatorError } from '../errors/index.js';
import { readBytes } from './read-bytes.js';

export const withOption = {
  with: {
    type: 'string',
    array: true,
    describe: 'a log of another program beside it: client output, PBS task log, HAProxy, nginx; repeatable',
  },
} as const;

export function logPaths(context: CommandContext): readonly string[] {
  const paths = textList(context, 'with').filter((path) => path !== '');
  if (context.flags['with'] !== undefined && paths.length === 0)
    throw new OperatorError('--with needs the name of a log.', 'For example: --with task.log');
  return paths;
}

export async function readLogs(paths: readonly string[], warn: (sentence: string) => void): Promise<LogBook[]> {
  if (paths.length === 0) return [];
  const { readEvidence } = await import('../../sources/evidence/index.js');
  const books: LogBook[] = [];
  for (const path of paths) {
    const { bytes } = await readBytes(path);
    const book = await readEvidence(path === '-' ? 'stdin' : basename(path), bytes);
    if (book.format === null) warn(`${book.name} is no log that is known (docs/evidence.md); it is left out.`);
    books.push(book);
  }
  return books;
}
