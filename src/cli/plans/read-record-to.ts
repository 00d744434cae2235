// In: --record, --record-max, --record-rotate. Out: where to record, and how much of it is kept.
import { type CommandContext, textFlag } from '../command.js';
import { OperatorError } from '../errors/index.js';
import { parseRedactLevel, type RedactLevel } from '../redaction/index.js';
import { parseSizeBytes, parseWaitMs } from '../settings/index.js';

export interface RecordTo {
  readonly path: string;
  readonly maxBytes?: number;
  readonly changeAfterMs?: number;
  /** What is taken out besides secrets. */
  readonly redact?: RedactLevel;
}

export function readRecordTo(context: CommandContext): RecordTo | undefined {
  const path = textFlag(context, 'record');
  const max = textFlag(context, 'record-max');
  const rotate = textFlag(context, 'record-rotate');
  const redact = textFlag(context, 'redact');
  if (path === undefined) {
    const flag = Object.entries({ '--record-max': max, '--record-rotate': rotate, '--redact': redact }).find(
      ([, value]) => value !== undefined,
    )?.[0];
    if (flag !== undefined) throw new OperatorError(`${flag} needs --record.`, 'Name a folder: --record traces/');
    return undefined;
  }
  return {
    path,
    ...(max === undefined ? {} : { maxBytes: parseSizeBytes('record-max', max) }),
    ...(redact === undefined ? {} : { redact: parseRedactLevel(redact) }),
    ...(rotate === undefined ? {} : { changeAfterMs: parseWaitMs('record-rotate', rotate) }),
  };
}
