// Where a command's result goes: stdout, or the file of `--output`. In: pieces. Out: written in order. The file is made with the
// first piece, so that a command that fails before it has a result leaves an older file as it was. Readable by its owner only: names,
// paths and sizes of backups are in it.
import { type FileHandle, open } from 'node:fs/promises';
import { OperatorError } from '../errors/index.js';
import type { Printer } from './printer.js';

export interface ResultOutput {
  write(piece: string | Uint8Array): Promise<void>;
  /** What was written is in the file. */
  close(): Promise<void>;
}

const ownerOnly = 0o600;

/** `path` undefined or `-`: stdout. */
export function openResult(path: string | undefined, print: Printer): ResultOutput {
  if (path === undefined || path === '-') return { write: (piece) => print.data(piece), close: async () => {} };
  let file: FileHandle | null = null;
  const attempt = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch (error) {
      throw new OperatorError(
        `The file ${path} cannot be written (${(error as Error).message}).`,
        'Choose another name with --output.',
      );
    }
  };
  return {
    write: (piece) =>
      attempt(async () => {
        file ??= await open(path, 'w', ownerOnly);
        await file.writeFile(piece);
      }),
    close: () => attempt(async () => await file?.close()),
  };
}
