// --record PATH: a recorder behind the observer, of one file or of a folder with one file a session. In: Events. Out: traces, or one
// sentence that says that there are none any more, which also becomes an Event, so that the report says it (D4).
import { existsSync, statSync } from 'node:fs';
import { type Event, type TraceHeader, traceFormat, traceVersion } from '../../core/event/index.js';
import {
  canPack,
  type FolderRecorder,
  openFolderRecorder,
  openRecorder,
  type Recorder,
} from '../../sinks/trace/index.js';
import { OperatorError } from '../errors/index.js';
import type { RecordTo } from '../plans/index.js';
import { type Redaction, startRedaction } from '../redaction/index.js';

export interface RecordingOptions {
  readonly to: RecordTo;
  readonly tool: string;
  readonly startedAtUnixMs: number;
  readonly ends: { readonly listen: string; readonly upstream: string };
  readonly onLoss: (sentence: string) => void;
}

export interface Recording extends Recorder {
  /** Begins new files where that cuts nothing; false where there is one file for all. */
  rotate(): boolean;
}

const dayMs = 86_400_000;

/** A folder is one that is there, or one that is written like one. */
const isFolder = (path: string): boolean => path.endsWith('/') || (existsSync(path) && statSync(path).isDirectory());

/** Throws OperatorError where a recording would be lost: nobody wants two traces in one file, or the old one gone. */
export function checkRecordPath({ path, maxBytes, changeAfterMs }: RecordTo): void {
  if (isFolder(path)) return;
  if (maxBytes !== undefined || changeAfterMs !== undefined)
    throw new OperatorError(
      `${path} is one file, which cannot be kept small.`,
      `Record into a folder: --record ${path}/`,
    );
  if (!canPack(path))
    throw new OperatorError('This Node cannot write zstd.', 'Name the file .gz, or use Node 22.15 or later.');
  if (!existsSync(path)) return;
  const facts = statSync(path);
  if (facts.isFile() && facts.size > 0)
    throw new OperatorError(`${path} exists.`, 'Name another file for --record, or remove it.');
}

export function startRecording(options: RecordingOptions): Recording {
  const { path, maxBytes = null, changeAfterMs = dayMs } = options.to;
  const { onLoss, startedAtUnixMs } = options;
  // Secrets never come this far: decode keeps them.
  const redaction = options.to.redact === 'names' ? startRedaction('names') : null;
  const plain: TraceHeader = {
    format: traceFormat,
    version: traceVersion,
    tool: options.tool,
    startedAt: new Date(startedAtUnixMs).toISOString(),
    ends: options.ends,
    redacted: ['secrets'],
  };
  const header = redaction?.header(plain) ?? plain;
  if (!isFolder(path)) return withRotation(openRecorder({ path, header, onLoss }), redaction, () => false);
  let recorder: FolderRecorder;
  try {
    recorder = openFolderRecorder({ folder: path, header, startedAtUnixMs, maxBytes, changeAfterMs, onLoss });
  } catch (error) {
    throw new OperatorError(`${path} cannot be written (${(error as Error).message}).`, 'Name another --record.');
  }
  return withRotation(recorder, redaction, () => {
    recorder.rotate();
    return true;
  });
}

const withRotation = (recorder: Recorder, redaction: Redaction | null, rotate: () => boolean): Recording => ({
  write(event) {
    for (const written of redaction?.redact(event) ?? [event]) recorder.write(written);
  },
  close: () => recorder.close(),
  get droppedCount() {
    return recorder.droppedCount;
  },
  rotate,
});

/** What a lost recording is in the report. */
export const lossEvent = (atMs: number, detail: string): Event => ({
  kind: 'problem',
  connection: 0,
  atMs,
  code: 'trace/write-failed',
  direction: null,
  stream: null,
  detail,
});
