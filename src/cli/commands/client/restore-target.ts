// Where a restored archive goes: stdout, a directory for a tree, a block device, or a new file that appears under its name only
// when it is whole. In: the archive and the target's name. Out: something to write to; nothing that exists is written over.
import { once } from 'node:events';
import { readdirSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { makeFolder } from '../../../folders/index.js';
import { type OnSkipped, unpackTree } from '../../../pbs-client/index.js';
import { OperatorError } from '../../errors/index.js';

export interface RestoreTarget {
  write(bytes: Uint8Array): Promise<void>;
  /** All is there. */
  finish(): Promise<void>;
  /** It will not be whole. */
  abandon(): Promise<void>;
}

export async function openTarget(path: string, isTree: boolean, onSkipped: OnSkipped): Promise<RestoreTarget> {
  if (path === '-') return openStdout();
  const stats = statOf(path);
  if (isTree) return openFolder(path, stats, onSkipped);
  if (stats === null) return openFile(path);
  if (stats.isBlockDevice()) return writeInto(await open(path, 'r+'), async () => undefined);
  throw new OperatorError(`${path} exists.`, 'Name a target that does not, or remove it.');
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null; // what is wrong with the path is told when it is made
  }
}

function openStdout(): RestoreTarget {
  return {
    write: async (bytes) => {
      if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
    },
    finish: async () => undefined,
    abandon: async () => undefined,
  };
}

function openFolder(path: string, stats: Stats | null, onSkipped: OnSkipped): RestoreTarget {
  if (stats !== null && !stats.isDirectory()) throw new OperatorError(`${path} is no directory.`, 'Name a directory.');
  if (stats !== null && readdirSync(path).length > 0)
    throw new OperatorError(`${path} is not empty.`, 'Name a directory that is new or empty.');
  try {
    makeFolder(path);
  } catch (error) {
    throw cannotMake(path, error);
  }
  const unpacker = unpackTree(path, onSkipped);
  return {
    write: (bytes) => unpacker.write(bytes),
    finish: async () => void (await unpacker.end()),
    abandon: async () => unpacker.abort(),
  };
}

async function openFile(path: string): Promise<RestoreTarget> {
  const unfinished = `${path}.unfinished`;
  const file = await open(unfinished, 'wx').catch((error: unknown) => {
    throw cannotMake(path, error);
  });
  const target = writeInto(file, () => rename(unfinished, path));
  return {
    ...target,
    abandon: async () => {
      await target.abandon();
      await rm(unfinished, { force: true });
    },
  };
}

function writeInto(file: FileHandle, whenWhole: () => Promise<void>): RestoreTarget {
  return {
    write: (bytes) => file.writeFile(bytes),
    finish: async () => {
      await file.sync();
      await file.close();
      await whenWhole();
    },
    abandon: () => file.close(),
  };
}

const cannotMake = (path: string, error: unknown): OperatorError =>
  new OperatorError(`${path} cannot be made (${(error as Error).message}).`, 'Name another target.');
