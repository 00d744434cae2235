// A backup that does not read unchanged files. In: a backup session and its reader twin. Out: an answer. protocol.md 4.6.
import { countOf, formatBytes, formatPercent } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

export const metadataMode: SessionRule = {
  id: 'metadata-mode',
  title: 'Unchanged files are not read: change detection by metadata',
  about: 'session',
  severity: 'info',
  firesWhen: 'A backup has a reader twin on the previous snapshot and appends chunks that it did not upload.',
  silentWhen: 'It has no twin.',
  threshold: 'The twin alone decides: the file client opens one in this mode only.',
  remedy: 'Nothing to do. Silence of the backup connection during the walk is normal.',
  check({ session, twin }) {
    if (session.kind !== 'backup' || twin === null) return ok;
    const { knownCount, chunkCount, reusedBytes, dedupShare } = session.totals;
    if (knownCount === 0) return ok;
    return found({
      because: [
        `Session ${twin.id} reads the metadata of the previous snapshot: ${countOf(twin.callCount, 'call')}.`,
        `${knownCount} of ${countOf(chunkCount, 'chunk')} (${formatBytes(reusedBytes)}, ${formatPercent(dedupShare ?? 0)}) were taken over without being sent.`,
      ],
      advice:
        'Nothing to do. While the client walks the tree its backup connection is silent: idle limits of boxes must be longer than the walk.',
    });
  },
};
