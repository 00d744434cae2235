// `report --format parquet`, from its flags to its last line. In: the inputs and what was asked of them. Out: the tables in the folder of
// --output, a line that says so, and the exit code: 20 when an input had to be left out.
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { type FilterTerm, formatBytes, formatCount, matchesFilter } from '../../core/report/index.js';
import { type CommandContext, textFlag } from '../command.js';
import { type ExitCode, exitCodes, OperatorError } from '../errors/index.js';
import { type Gates, hasGates } from '../gates/index.js';
import { toolName } from '../settings/index.js';

export interface TablesRequest {
  readonly paths: readonly string[];
  readonly keylogPath: string | undefined;
  readonly stuckAfterMs: number | undefined;
  readonly terms: readonly FilterTerm[];
  readonly gates: Gates;
  readonly context: CommandContext;
}

export async function reportTables(request: TablesRequest): Promise<ExitCode> {
  const { paths, keylogPath, stuckAfterMs, terms, context } = request;
  checkRequest(request);
  // The library is loaded by those who want tables.
  const { writeTables } = await import('./write-tables.js');
  const written = await writeTables({
    paths,
    keylogPath,
    stuckAfterMs,
    isWanted: (call, nowMs) => matchesFilter(call, terms, nowMs),
    host: hostname(),
    hostGiven: textFlag(context, 'host'),
    folder: folderOf(context),
    createdBy: toolName,
    onUnusable: (sentence) => context.log.logger.error(`Left out: ${sentence}`),
  });
  if (written.droppedCallCount > 0) {
    const count = formatCount(written.droppedCallCount);
    context.log.logger.warn(
      `${count} calls are not in the tables: a recording had more than are kept. Sessions count them all.`,
    );
  }
  const sizes = written.files.map(({ path, byteCount }) => `${path} ${formatBytes(byteCount)}`).join(', ');
  context.print.line(
    `${formatCount(written.recordingCount)} ${written.recordingCount === 1 ? 'recording' : 'recordings'} in ${sizes}`,
  );
  context.print.message({ messageType: 'summary', ...written });
  return written.unusableCount > 0 ? exitCodes.unusableInput : exitCodes.ok;
}

function folderOf(context: CommandContext): string {
  const folder = textFlag(context, 'output');
  if (folder !== undefined && folder !== '-') return folder;
  throw new OperatorError(
    '--format parquet makes three files, which stdout cannot hold.',
    'Name a folder with --output.',
  );
}

function checkRequest({ paths, gates, context }: TablesRequest): void {
  folderOf(context);
  const twice = paths.find((path, index) => paths.findIndex((one) => resolve(one) === resolve(path)) < index);
  if (twice !== undefined)
    throw new OperatorError(`${twice} was given twice.`, 'Its rows would count double: name it once.');
  if (!hasGates(gates)) return;
  throw new OperatorError(
    '--fail-on, --assert and --junit judge one report, and parquet is made of many.',
    'Leave them out, or give another --format.',
  );
}
