// The datastore folder that the maintenance commands work on, without a server. In: flags. Out: the datastore, opened for the
// time of the work; a signal ends the work between two steps. What cannot be used is the operator's fault, in one sentence.
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Datastore, DatastoreInUse, isDiskError, isRefusal, type Outcome } from '../../../pbs-server/index.js';
import { type CommandContext, textFlag } from '../../command.js';
import { exitCodes, OperatorError } from '../../errors/index.js';
import { untilInterrupted } from '../../running/index.js';

export const datastoreFlags = {
  folder: { type: 'string', demandOption: true, describe: 'where the datastore lives' },
  store: { type: 'string', default: 'store', describe: 'name of the datastore' },
} as const;

export interface DatastoreWork {
  readonly datastore: Datastore;
  readonly log: (line: string) => void;
  readonly signal: AbortSignal;
}

export async function withDatastore<T>(
  context: CommandContext,
  work: (tools: DatastoreWork) => Promise<Outcome<T>>,
): Promise<T> {
  const folder = textFlag(context, 'folder') ?? '.';
  if (!existsSync(join(folder, '.chunks'))) {
    throw new OperatorError(
      `${folder} is no datastore.`,
      'Give the --folder of pbscope server.',
      exitCodes.unusableInput,
    );
  }
  const log = (line: string): void => context.print.line(line);
  const datastore = await openFolder(folder, textFlag(context, 'store') ?? 'store', log);
  const aborter = new AbortController();
  void untilInterrupted().then(() => aborter.abort());
  try {
    const outcome = await work({ datastore, log, signal: aborter.signal });
    if (!isRefusal(outcome)) return outcome;
    if (aborter.signal.aborted)
      throw new OperatorError('Interrupted.', 'Run it again to go on.', exitCodes.interrupted);
    throw new OperatorError(`${outcome.text}.`, 'Nothing was removed.', exitCodes.unusableInput);
  } catch (error) {
    throw describeDatastoreFailure(error, folder);
  } finally {
    await datastore.close();
  }
}

async function openFolder(folder: string, name: string, log: (line: string) => void): Promise<Datastore> {
  try {
    return await Datastore.open({ name, folder, syncLevel: 'filesystem', chunkFolders: 'as-needed', log });
  } catch (error) {
    throw describeDatastoreFailure(error, folder);
  }
}

/** Anything else is handed back as it was. */
export function describeDatastoreFailure(error: unknown, folder: string): unknown {
  if (error instanceof DatastoreInUse) {
    const who = error.pid === null ? 'another pbscope' : `another pbscope (process ${error.pid})`;
    return new OperatorError(`${folder} is in use by ${who}.`, 'Stop it first, or ask it over its REST API.');
  }
  const path = error instanceof Error && 'path' in error ? String(error.path) : '';
  if (isDiskError(error) && path.startsWith(resolve(folder))) {
    const reason = (error as Error).message.split(',')[0];
    return new OperatorError(
      `${folder} cannot be used (${reason}).`,
      'Mend it or choose another --folder.',
      exitCodes.unusableInput,
    );
  }
  return error;
}
