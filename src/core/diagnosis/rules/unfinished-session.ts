// A backup without its finish. In: a session. Out: an answer. protocol.md 5.9.
import { formatBytes, formatDuration } from '../../report/index.js';
import { isNormalFailure } from '../normal-failures.js';
import { found, ok, type SessionRule } from '../rule.js';
import { isUnfinished } from '../torn-down.js';

export const unfinishedSession: SessionRule = {
  id: 'unfinished-session',
  title: 'The session ended before it was finished',
  about: 'session',
  severity: 'error',
  isConsequence: true,
  firesWhen: 'A backup ends without a 200 on finish; a restore ends with a reply owed to it, or by the server.',
  silentWhen:
    'Benchmarks, dry runs and restores end without finish; the recording ended first; the upgrade was refused.',
  threshold: 'The outcome of the session decides (D8).',
  remedy: 'Mend its cause; then run it again from the beginning.',
  check({ session, link, connection }) {
    if (!isUnfinished(session)) return ok;
    const endMs = session.durationMs;
    const last = session.failedCalls.filter((call) => !isNormalFailure(call)).at(-1);
    const wastedBytes = session.archives.reduce((sum, archive) => sum + archive.wastedBytes, 0);
    return found({
      because: [
        `Ended by ${link.closed?.by ?? connection.closedBy ?? 'unknown'} (${connection.how ?? 'unknown'}) after ${formatDuration(endMs)}.`,
        ...(last === undefined
          ? ['No call had failed.']
          : [
              `Last failed call: ${last.operation}, ${last.status ?? last.state}${last.error === null ? '' : `: ${last.error}`}.`,
            ]),
        ...(session.totals.uploadedBytes > 0
          ? [
              `${formatBytes(session.totals.uploadedBytes)} of chunks were uploaded, ${formatBytes(wastedBytes)} were on the way.`,
            ]
          : []),
      ],
      advice:
        session.kind === 'restore'
          ? 'Run the restore again; see what the client printed.'
          : 'Run the backup again: there is no resume, and the server has removed the snapshot. Its chunks stay until garbage collection, but the next run sends them again. See what the client printed and the task log.',
    });
  },
};
