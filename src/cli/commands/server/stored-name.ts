// Groups and snapshots of a datastore as people write them: `host/web01`, `host/web01/2026-11-24T08:00:00Z`. In: text and the
// namespace flag. Out: names, or the operator's fault.
import { namespacePath, parseBackupTime, safeId } from '../../../core/pbs/index.js';
import type { GroupName, SnapshotName } from '../../../pbs-server/index.js';
import { type CommandContext, textFlag } from '../../command.js';
import { OperatorError } from '../../errors/index.js';

export const namespaceFlag = {
  ns: { type: 'string', describe: 'namespace, for example prod/web' },
} as const;

export function readNamespace(context: CommandContext): string {
  const namespace = textFlag(context, 'ns') ?? '';
  if (namespacePath.test(namespace)) return namespace;
  throw new OperatorError(
    `--ns ${namespace} is no namespace.`,
    'Write names with slashes between, for example prod/web.',
  );
}

export function parseStoredName(text: string, namespace: string): GroupName | SnapshotName {
  const [backupType = '', backupId = '', time, ...rest] = text.split('/');
  const backupTime = time === undefined ? undefined : parseBackupTime(time);
  const isName = ['vm', 'ct', 'host'].includes(backupType) && safeId.test(backupId) && rest.length === 0;
  if (!isName || backupTime === null) {
    throw new OperatorError(
      `${text} is no group and no snapshot.`,
      'Write TYPE/ID or TYPE/ID/TIME, for example host/web01/2026-11-24T08:00:00Z.',
    );
  }
  const group = { namespace, backupType, backupId };
  return backupTime === undefined ? group : { ...group, backupTime };
}
