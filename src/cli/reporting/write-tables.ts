// `report --format parquet`: recordings in, one after the other; out: a folder with calls.parquet, sessions.parquet and verdicts.parquet.
// The files take their names when all is written, so a reader never meets half a table and a run that fails leaves older ones as they were.
// An input that cannot be used is left out and said. Memory is that of one recording.
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Analyzer } from '../../core/analyzer.js';
import type { CallRow } from '../../core/report/index.js';
import { DataSetEncoder, type TableName, tableNames } from '../../sinks/parquet/index.js';
import { exitCodes, OperatorError } from '../errors/index.js';
import { openInput } from '../input/index.js';

export interface TablesOptions {
  readonly paths: readonly string[];
  readonly keylogPath: string | undefined;
  readonly stuckAfterMs: number | undefined;
  /** The operator's filter of calls. */
  readonly isWanted: (call: CallRow, nowMs: number) => boolean;
  /** Of recordings whose names are not hidden. */
  readonly host: string;
  /** Stands for the host of every recording, hidden names or not; undefined: `host` above. */
  readonly hostGiven: string | undefined;
  readonly folder: string;
  readonly createdBy: string;
  /** An input that was left out, in a sentence. */
  readonly onUnusable: (sentence: string) => void;
}

export interface TablesWritten {
  readonly recordingCount: number;
  readonly unusableCount: number;
  /** Calls that a recording had too many of to keep (D19). */
  readonly droppedCallCount: number;
  readonly files: readonly { readonly path: string; readonly byteCount: number }[];
}

/** Names and sizes of backups are in it. */
const ownerOnlyFile = 0o600;
const ownerOnlyFolder = 0o700;
const partEnding = '.part';

export async function writeTables(options: TablesOptions): Promise<TablesWritten> {
  const files = new Map<TableName, TableFile>();
  try {
    for (const name of tableNames) files.set(name, await openTable(options.folder, name));
    const encoder = new DataSetEncoder(options.createdBy);
    const counts = { recordingCount: 0, unusableCount: 0, droppedCallCount: 0 };
    const write = async (pieces: ReturnType<DataSetEncoder['end']>): Promise<void> => {
      for (const { table, bytes } of pieces) await files.get(table)!.write(bytes);
    };
    for (const path of options.paths) {
      const read = await readRecording(path, options);
      if (read === null) counts.unusableCount += 1;
      else {
        await write(encoder.feed(read.recording, read.calls));
        counts.recordingCount += 1;
        counts.droppedCallCount += read.recording.report.dropped.calls;
      }
    }
    await write(encoder.end());
    if (counts.recordingCount === 0) throw nothingRead;
    // Nothing takes its name before all of it is on disk.
    for (const file of files.values()) await file.flush();
    const written = [];
    for (const file of files.values()) written.push(await file.publish());
    return { ...counts, files: written };
  } catch (error) {
    for (const file of files.values()) await file.abandon();
    throw isFileError(error) ? cannotWrite(options.folder, error) : error;
  }
}

const nothingRead = new OperatorError(
  'No input could be used, so no table was written.',
  'Give traces (.pbscope) or captures (pcap, pcapng).',
  exitCodes.unusableInput,
);

const isFileError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

const cannotWrite = (folder: string, error: Error): OperatorError =>
  new OperatorError(
    `The tables cannot be written to ${folder} (${error.message}).`,
    'Name another folder with --output.',
  );

async function readRecording(path: string, options: TablesOptions) {
  try {
    const input = await openInput({ path, keylogPath: options.keylogPath });
    const { stuckAfterMs, isWanted } = options;
    const analyzer = new Analyzer({
      source: { kind: input.kind, name: input.name },
      startedAtUnixMs: input.startedAtUnixMs,
      ...(stuckAfterMs === undefined ? {} : { stuckAfterMs }),
    });
    for await (const event of input.events) analyzer.feed(event);
    const report = analyzer.report();
    const host = options.hostGiven ?? (input.hasHiddenNames ? null : options.host);
    const recording = { host, name: path === '-' ? input.name : path, report };
    return { recording, calls: wantedCalls(analyzer, (call) => isWanted(call, report.durationMs)) };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    options.onUnusable(error.message);
    return null;
  }
}

function* wantedCalls(analyzer: Analyzer, isWanted: (call: CallRow) => boolean): Generator<CallRow> {
  for (const call of analyzer.eachCall()) if (isWanted(call)) yield call;
}

interface TableFile {
  write(bytes: Uint8Array): Promise<void>;
  flush(): Promise<void>;
  publish(): Promise<TablesWritten['files'][number]>;
  abandon(): Promise<void>;
}

async function openTable(folder: string, name: TableName): Promise<TableFile> {
  const path = join(folder, `${name}.parquet`);
  const partPath = `${path}${partEnding}`;
  let byteCount = 0;
  await mkdir(folder, { recursive: true, mode: ownerOnlyFolder });
  const file: FileHandle = await open(partPath, 'w', ownerOnlyFile);
  return {
    write: async (bytes) => {
      byteCount += bytes.length;
      await file.writeFile(bytes);
    },
    flush: async () => {
      await file.sync();
      await file.close();
    },
    publish: async () => {
      await rename(partPath, path);
      return { path, byteCount };
    },
    abandon: async () => {
      await file.close().catch(() => undefined);
      await rm(partPath, { force: true });
    },
  };
}
