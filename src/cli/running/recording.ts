// --record FILE: a recorder behind the observer. In: Events. Out: a trace, or one sentence that says that there is none any more,
// which also becomes an Event, so that the report says it (D4).
import { existsSync, statSync } from 'node:fs';
import { type Event, traceFormat, traceVersion } from '../../core/event/index.js';
import { openRecorder, type Recorder } from '../../sinks/trace/index.js';
import { OperatorError } from '../errors/index.js';

export interface RecordingOptions {
  readonly path: string;
  readonly tool: string;
  readonly startedAtUnixMs: number;
  readonly ends: { readonly listen: string; readonly upstream: string };
  readonly onLoss: (sentence: string) => void;
}

/** Throws OperatorError where a recording would be lost: nobody wants two traces in one file, or the old one gone. */
export function checkRecordPath(path: string): void {
  if (!existsSync(path)) return;
  const facts = statSync(path);
  if (facts.isDirectory()) throw new OperatorError(`${path} is a folder.`, 'Name a file for --record.');
  if (facts.isFile() && facts.size > 0)
    throw new OperatorError(`${path} exists.`, 'Name another file for --record, or remove it.');
}

export function startRecording(options: RecordingOptions): Recorder {
  return openRecorder({
    path: options.path,
    header: {
      format: traceFormat,
      version: traceVersion,
      tool: options.tool,
      startedAt: new Date(options.startedAtUnixMs).toISOString(),
      ends: options.ends,
      redacted: ['secrets'],
    },
    onLoss: options.onLoss,
  });
}

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
