// `pbscope client load`: sessions with the shape of a genuine client's, from chunks that no disk holds.
import { formatBytes, formatDuration } from '../../../core/report/index.js';
import {
  type ClientFailure,
  dataKeyBytes,
  deriveDataKey,
  isTokenId,
  type LoadedSession,
  type LoadSummary,
  personalities,
  runLoad,
} from '../../../pbs-client/index.js';
import { type Command, type CommandContext, isFlagOn, textFlag } from '../../command.js';
import { type ExitCode, exitCodes, OperatorError } from '../../errors/index.js';
import { describeArchive, summaryOf } from './archive-lines.js';
import { connectionOptions, readClientOptions } from './client-options.js';
import { loadOptions, readLoadPlan, readPersonality } from './load-options.js';
import { newSnapshotOptions } from './new-snapshot.js';
import { startProgress } from './progress.js';
import { explainClientFailure, runClient } from './run-client.js';

/** Nobody needs to read it again: the key is the seed. */
const keyOfSeed = (seed: number) => deriveDataKey(Buffer.alloc(dataKeyBytes, `pbscope load ${seed} `));

function describeSession(session: LoadedSession): string {
  const { backupId, outcome, failure, archives, durationMs } = session;
  const end = `${backupId}: ${outcome} after ${formatDuration(durationMs)}${failure === null ? '' : `: ${failure.message}`}`;
  const lines = archives.map((archive) =>
    archive.downloadedBytes === undefined
      ? describeArchive(archive, durationMs)
      : `${archive.name}: ${formatBytes(archive.downloadedBytes)} downloaded of ${formatBytes(archive.logicalBytes)}`,
  );
  return [...lines, end].join('\n');
}

const messageOf = ({ sessions, durationMs }: LoadSummary): { messageType: string } & Record<string, unknown> => ({
  messageType: 'summary',
  archives: sessions.flatMap(({ archives, backupId }) =>
    archives.map((archive) => ({
      backupId,
      ...summaryOf(archive),
      ...(archive.downloadedBytes === undefined ? {} : { downloadedBytes: archive.downloadedBytes }),
    })),
  ),
  sessions: sessions.map(({ backupId, outcome, failure, ...session }) => ({
    backupId,
    outcome,
    failure: failure?.message ?? null,
    durationMs: Math.round(session.durationMs),
  })),
  durationMs: Math.round(durationMs),
});

/** Of the first that failed; an interruption by the plan is none. */
function exitCodeOf(context: CommandContext, { sessions }: LoadSummary): ExitCode {
  const failures = sessions.flatMap(({ failure }): ClientFailure[] => (failure === null ? [] : [failure]));
  const [first] = failures;
  if (first === undefined) return exitCodes.ok;
  const error = explainClientFailure(first);
  if (sessions.length === 1) throw error;
  context.log.logger.error(`${failures.length} of ${sessions.length} sessions failed, the first: ${error.message}`);
  return error.exitCode;
}

export const loadCommand: Command = {
  examples: [
    ['pbscope client load --size 200GiB --dedup-share 0.98', 'a large backup of which little is new'],
    ['pbscope client load --like qemu --archives 3 --size 30GiB --compressible 0.5', 'a VM with three disks'],
    ['pbscope client load --sessions 64 --size 100MiB', '64 clients at once'],
    ['pbscope client load --size 10GiB --interrupt-after 2GiB', 'a client that is killed on its way'],
    ['pbscope client load --like pull-sync', 'read everything, as a syncing server does'],
  ],
  options: { ...connectionOptions, ...loadOptions, ...newSnapshotOptions },
  async run(context) {
    const personality = readPersonality(textFlag(context, 'like'), personalities);
    const plan = readLoadPlan(context, personality);
    const isEncrypted = isFlagOn(context, 'encrypted');
    if (isEncrypted && !personality.canEncrypt)
      throw new OperatorError(`--like ${personality.name} does not encrypt.`, 'Leave --encrypted away.');
    const progress = startProgress(context);
    const summary = await runClient(async (signal) => {
      const options = await readClientOptions(context, signal);
      if (personality.dialect === 'go' && !isTokenId(options.repository.authId))
        throw new OperatorError(
          'The Go client knows API tokens only.',
          'Name a token in PBS_REPOSITORY: USER@REALM!TOKEN.',
        );
      const key = isEncrypted ? { key: keyOfSeed(plan.seed) } : {};
      return runLoad({ ...options, ...key }, personality, plan, {
        onProgress: (backupId, addedBytes) => progress.add(backupId, addedBytes),
      });
    }).finally(() => progress.stop());
    for (const session of summary.sessions) context.print.line(describeSession(session));
    context.print.message(messageOf(summary));
    return exitCodeOf(context, summary);
  },
};
