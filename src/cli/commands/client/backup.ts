// `pbscope client backup NAME.EXT:PATH …`: real data to a server, in the official client's order of calls.
import { backup } from '../../../pbs-client/index.js';
import { type Command, textFlag, textList } from '../../command.js';
import { exitCodes, OperatorError } from '../../errors/index.js';
import { parseSizeBytes } from '../../settings/index.js';
import { parseArchives } from './archive-argument.js';
import { describeArchive, summaryOf } from './archive-lines.js';
import { connectionOptions, keyOptions, readClientOptions } from './client-options.js';
import { newSnapshotOptions, readNewSnapshot } from './new-snapshot.js';
import { startProgress } from './progress.js';
import { runClient } from './run-client.js';
import { formatSnapshot } from './snapshot-argument.js';

const smallestChunkBytes = 64 * 1024;
const largestChunkBytes = 4 * 1024 * 1024;

function readChunkSize(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const bytes = parseSizeBytes('chunk-size', text);
  if (bytes >= smallestChunkBytes && bytes <= largestChunkBytes && Number.isInteger(Math.log2(bytes))) return bytes;
  throw new OperatorError(`--chunk-size ${text} cannot be used.`, 'It is a power of two from 64KiB to 4MiB.');
}

export const backupCommand: Command = {
  examples: [
    ['pbscope client backup etc.tar:/etc fstab.conf:/etc/fstab', 'a directory and a small file'],
    ['pbscope client backup disk.img:/dev/vg/snap --backup-type vm --backup-id 100', 'a disk in fixed chunks'],
    ['pg_dumpall | pbscope client backup dump.sql:-', 'what comes on stdin'],
    ['pbscope client backup etc.tar:/etc --keyfile key.json', 'encrypted'],
  ],
  positionals: {
    archives: { describe: 'NAME.img:FILE, NAME.tar:DIRECTORY, NAME.conf:FILE, NAME.EXT:FILE; - is stdin' },
  },
  options: {
    ...connectionOptions,
    ...newSnapshotOptions,
    ...keyOptions,
    'chunk-size': { type: 'string', describe: 'average of content-defined chunks, 64KiB to 4MiB (4MiB)' },
  },
  async run(context) {
    const chunkSize = readChunkSize(textFlag(context, 'chunk-size'));
    const snapshot = readNewSnapshot(context);
    let skippedCount = 0;
    const sources = parseArchives(textList(context, 'archives'), (name, why) => {
      skippedCount += 1;
      context.log.logger.warn(`${name} is not in the backup: ${why}`);
    });
    const progress = startProgress(context);
    let lastAtMs = performance.now();
    const { archives, durationMs } = await runClient(async (signal) =>
      backup(
        {
          ...(await readClientOptions(context, signal)),
          ...(chunkSize === undefined ? {} : { averageChunkBytes: chunkSize }),
        },
        snapshot,
        sources,
        {
          onProgress: (name, addedBytes) => progress.add(name, addedBytes),
          onArchive: (archive) => {
            context.print.line(describeArchive(archive, performance.now() - lastAtMs));
            lastAtMs = performance.now();
          },
        },
      ),
    ).finally(() => progress.stop());
    context.print.line(`Snapshot ${formatSnapshot(snapshot)}`);
    context.print.message({
      messageType: 'summary',
      snapshot: formatSnapshot(snapshot),
      namespace: snapshot.namespace,
      archives: archives.map(summaryOf),
      skippedCount,
      durationMs: Math.round(durationMs),
    });
    return skippedCount > 0 ? exitCodes.findings : exitCodes.ok;
  },
};
