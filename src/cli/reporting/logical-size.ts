// `--logical-size` of the commands that read captures. In: the command line. Out: bytes, for the dedup estimate of connections whose
// keys are not there; undefined where it was not given.
import { type CommandContext, textFlag } from '../command.js';
import { parseSizeBytes } from '../settings/index.js';

export const logicalSizeOption = {
  'logical-size': {
    type: 'string',
    describe: 'what was backed up, for example 100GiB: estimates dedup where the capture has no keys',
  },
} as const;

export function readLogicalSize(context: CommandContext): number | undefined {
  const size = textFlag(context, 'logical-size');
  return size === undefined ? undefined : parseSizeBytes('logical-size', size);
}
