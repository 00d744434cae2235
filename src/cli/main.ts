#!/usr/bin/env node
// In: the command line. Out: a command run and an exit code of product.md 2. Errors of the operator are one sentence and a
// next step on stderr; only our own faults show a stack.
import type { CommandContext } from './command.js';
import { commands } from './commands/index.js';
import { type ExitCode, exitCodes, OperatorError } from './errors/index.js';
import { parseCommandLine } from './parsing/index.js';
import { readConfigFile, toolVersion, zoneOf } from './settings/index.js';

const introduction = `The debugging proxy for the Proxmox Backup Server protocol.

Examples:
$ pbscope demo   # a backup, a deduplicated backup and a restore, watched live
$ pbscope proxy --upstream pbs.example.com --upstream-fingerprint aa:bb:…   # stand before a real server
$ pbscope report backup.pbscope   # what happened in a recorded session

Usage: pbscope COMMAND [flags]`;

/** Where no terminal says how wide it is. */
const defaultColumns = 100;

function hasColour(flags: Readonly<Record<string, unknown>>): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (flags['color'] === false || NO_COLOR || TERM === 'dumb') return false;
  return FORCE_COLOR !== undefined && FORCE_COLOR !== '0'
    ? true
    : process.stdout.isTTY === true || process.stderr.isTTY === true;
}

async function createContext(flags: Readonly<Record<string, unknown>>): Promise<CommandContext> {
  // --help needs neither.
  const { createPrinter, openLog } = await import('./output/index.js');
  const isQuiet = flags['quiet'] === true;
  const colour = hasColour(flags);
  return {
    flags,
    print: createPrinter({ isJson: flags['json'] === true, isQuiet }),
    log: openLog({
      level: isQuiet ? 'error' : String(flags['log-level']),
      file: flags['log-file'] === undefined ? null : String(flags['log-file']),
      hasColour: colour,
      isUtc: flags['utc'] === true,
    }),
    hasColour: colour,
    zone: zoneOf(flags),
    commands,
  };
}

async function main(): Promise<number> {
  const parsed = await parseCommandLine({
    words: process.argv.slice(2),
    commands,
    introduction,
    version: toolVersion,
    environment: process.env,
    file: readConfigFile(),
    columns: process.stdout.columns ?? defaultColumns,
    warn: (sentence) => process.stderr.write(`pbscope: ${sentence}\n`),
  });
  if (parsed?.command.run === undefined) return exitCodes.ok; // --help and --version were answered
  return parsed.command.run(await createContext(parsed.flags));
}

/** Our modules and their packages are opened many at once; with fewer descriptors Node finds some of them missing. */
const leastOpenFiles = 256;

const signsOfFew = new Set(['EMFILE', 'ERR_MODULE_NOT_FOUND']);

/** Why something broke that is whole elsewhere; null when it is not that. */
function describeFewOpenFiles(error: unknown): OperatorError | null {
  if (!signsOfFew.has((error as NodeJS.ErrnoException).code ?? '')) return null;
  const report = process.report.getReport() as { readonly userLimits?: Record<string, { readonly soft: unknown }> };
  const soft = report.userLimits?.['open_files']?.soft;
  if (typeof soft !== 'number' || soft >= leastOpenFiles) return null;
  return new OperatorError(
    `Only ${soft} files may be open at once.`,
    `Allow ${leastOpenFiles} or more: ulimit -n ${leastOpenFiles}.`,
  );
}

function explainFailure(error: unknown): ExitCode {
  if (error instanceof OperatorError) {
    process.stderr.write(`pbscope: ${error.message}\n`);
    return error.exitCode;
  }
  const few = describeFewOpenFiles(error);
  if (few !== null) return explainFailure(few);
  process.stderr.write(
    `pbscope: internal error, please report it.\n${error instanceof Error ? error.stack : String(error)}\n`,
  );
  return exitCodes.internal;
}

let didSettle = false;
// Node leaves without a word, and with another class's exit code, when nothing is left to wait for.
process.once('exit', () => {
  if (!didSettle) process.exitCode = explainFailure(new Error('the run stopped before its end'));
});
process.exitCode = await main().catch(explainFailure);
didSettle = true;
