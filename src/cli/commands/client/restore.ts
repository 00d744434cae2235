// `pbscope client restore SNAPSHOT ARCHIVE TARGET`: one archive back, byte for byte, each chunk checked against its digest.
import { formatBytes, formatDuration } from '../../../core/report/index.js';
import { restore } from '../../../pbs-client/index.js';
import { type Command, type CommandContext, isFlagOn, textFlag } from '../../command.js';
import { type ExitCode, exitCodes, nearestWord, OperatorError } from '../../errors/index.js';
import { shortName } from './archive-lines.js';
import { connectionOptions, keyOptions, readClientOptions, readNamespace } from './client-options.js';
import { startProgress } from './progress.js';
import { openTarget, type RestoreTarget } from './restore-target.js';
import { runClient } from './run-client.js';
import { formatSnapshot, parseSnapshotOrGroup } from './snapshot-argument.js';

const treePattern = /\.tar(\.didx)?$/;

async function restoreTo(context: CommandContext, archive: string, target: RestoreTarget): Promise<void> {
  const names: string[] = [];
  const isWanted = (name: string): boolean => name === archive || shortName(name) === archive;
  const progress = startProgress(context);
  const from = parseSnapshotOrGroup(textFlag(context, 'snapshot') ?? '', readNamespace(context));
  const summary = await runClient(async (signal) =>
    restore(await readClientOptions(context, signal), from, (name) => {
      names.push(name);
      if (!isWanted(name)) return null;
      return async (bytes) => {
        await target.write(bytes);
        progress.add(name, bytes.length);
      };
    }),
  ).finally(() => progress.stop());
  const [restored] = summary.archives;
  if (restored === undefined) {
    const nearest = nearestWord(archive, names.map(shortName));
    const hint = nearest === null ? `It has ${names.map(shortName).join(', ')}.` : `Did you mean ${nearest}?`;
    throw new OperatorError(`${formatSnapshot(summary.snapshot)} has no ${archive}.`, hint, exitCodes.unusableInput);
  }
  await target.finish();
  const { name, logicalBytes, downloadedBytes, chunkCount } = restored;
  const durationMs = Math.round(summary.durationMs);
  context.log.logger.info(
    `${shortName(name)} of ${formatSnapshot(summary.snapshot)}: ${formatBytes(logicalBytes)} restored in ${formatDuration(durationMs)} (${formatBytes(downloadedBytes)} downloaded)`,
  );
  context.print.message({
    messageType: 'summary',
    snapshot: formatSnapshot(summary.snapshot),
    namespace: summary.snapshot.namespace,
    archives: [{ name, logicalBytes, downloadedBytes, chunkCount }],
    durationMs,
  });
}

export const restoreCommand: Command = {
  examples: [
    ['pbscope client restore host/web01 etc.tar ./etc', 'a directory, of the newest snapshot'],
    ['pbscope client restore host/web01/2026-11-24T08:00:00Z disk.img disk.raw', 'an image'],
    ['pbscope client restore host/web01 dump.sql - | psql', 'to stdout'],
  ],
  positionals: {
    snapshot: { describe: 'TYPE/ID/TIME, or TYPE/ID for the newest' },
    archive: { describe: 'name as it was given to backup' },
    target: { describe: 'a new file, a new or empty directory for a .tar, a block device; - is stdout' },
  },
  options: {
    ...connectionOptions,
    ...keyOptions,
    'as-file': { type: 'boolean', describe: 'do not unpack a .tar: write it as a file' },
  },
  async run(context): Promise<ExitCode> {
    const archive = textFlag(context, 'archive') ?? '';
    const path = textFlag(context, 'target') ?? '';
    if (path === '-' && context.print.isJson)
      throw new OperatorError(
        'stdout cannot carry both the archive and JSON.',
        'Name a file as target, or leave --json away.',
      );
    let skippedCount = 0;
    const isTree = treePattern.test(archive) && !isFlagOn(context, 'as-file');
    const target = await openTarget(path, isTree, (name, why) => {
      skippedCount += 1;
      context.log.logger.warn(`${name} was not restored: ${why}`);
    });
    try {
      await restoreTo(context, archive, target);
    } catch (error) {
      await target.abandon();
      throw error;
    }
    return skippedCount > 0 ? exitCodes.findings : exitCodes.ok;
  },
};
