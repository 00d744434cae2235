// The flags that name the snapshot to be written. In: a command's context. Out: its name; type host, this host's name and now
// where nothing else is said, as the official client does.
import { hostname } from 'node:os';
import type { SnapshotName } from '../../../pbs-client/index.js';
import { type Command, type CommandContext, textFlag } from '../../command.js';
import { OperatorError } from '../../errors/index.js';
import { readNamespace } from './client-options.js';
import { parseBackupTimeFlag } from './snapshot-argument.js';

export const newSnapshotOptions = {
  'backup-id': { type: 'string', describe: 'id of the backup group (this host)' },
  'backup-type': { type: 'string', describe: 'host, vm or ct' },
  'backup-time': { type: 'string', describe: '2026-11-24T08:00:00Z, or seconds since 1970 (now)' },
} as const satisfies Command['options'];

export function readNewSnapshot(
  context: CommandContext,
  preset: { readonly type: SnapshotName['type']; readonly id?: string } = { type: 'host' },
): SnapshotName {
  const type = textFlag(context, 'backup-type') ?? preset.type;
  if (type !== 'host' && type !== 'vm' && type !== 'ct')
    throw new OperatorError(`--backup-type ${type} is no type.`, 'Use host, vm or ct.');
  const time = textFlag(context, 'backup-time');
  return {
    type,
    id: textFlag(context, 'backup-id') ?? preset.id ?? hostname().split('.')[0] ?? 'localhost',
    timeSeconds: time === undefined ? Math.floor(Date.now() / 1000) : parseBackupTimeFlag(time),
    namespace: readNamespace(context),
  };
}
