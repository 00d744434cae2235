// In: --record, --record-max, --record-rotate. Out: where to record, and how much of it is kept.
import { type CommandContext, textFlag } from '../command.js';
import { OperatorError } from '../errors/index.js';
import { parseSizeBytes, parseWaitMs } from './parse-units.js';

export interface RecordTo {
  readonly path: string;
  readonly maxBytes?: number;
  readonly changeAfterMs?: number;
}

export function readRecordTo(context: CommandContext): RecordTo | undefined {
  const path = textFlag(context, 'record');
  const max = textFlag(context, 'record-max');
  const rotate = textFlag(context, 'record-rotate');
  if (path === undefined) {
    const flag = max !== undefined ? '--record-max' : rotate !== undefined ? '--record-rotate' : null;
    if (flag !== null) throw new OperatorError(`${flag} needs --record.`, 'Name a folder: --record traces/');
    return undefined;
  }
  return {
    path,
    ...(max === undefined ? {} : { maxBytes: parseSizeBytes('record-max', max) }),
    ...(rotate === undefined ? {} : { changeAfterMs: parseWaitMs('record-rotate', rotate) }),
  };
}
