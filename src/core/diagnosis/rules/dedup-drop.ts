// Much less reused than last time. In: a backup session and its predecessor in this run. Out: an answer. protocol.md 8.1.
import { formatPercent } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** Small archives jump. */
const leastChunkCount = 10;
/** A third of the data: daily change is a few per cent. */
const leastDropShare = 0.3;

export const dedupDrop: SessionRule = {
  id: 'dedup-drop',
  title: 'Much less was reused than in the session before',
  about: 'session',
  severity: 'warning',
  firesWhen:
    'The reused share lies 30 points or more below that of the last finished session of the group in this run.',
  silentWhen:
    'There is no earlier session, one of the two has fewer than ten chunks, or nothing at all was known (full-upload).',
  threshold: '30 points: between two runs of one machine a few per cent change.',
  remedy: 'Find what changed the data as a whole.',
  check({ session, facts }) {
    const before = facts.group?.lastFinished ?? null;
    const { dedupShare, chunkCount, knownCount } = session.totals;
    if (session.outcome !== 'finished' || session.kind !== 'backup' || before === null || knownCount === 0) return ok;
    if (before.dedupShare === null || dedupShare === null) return ok;
    if (chunkCount < leastChunkCount || before.chunkCount < leastChunkCount) return ok;
    if (before.dedupShare - dedupShare < leastDropShare) return ok;
    return found({
      because: [
        `${formatPercent(dedupShare)} reused; session ${before.session} of this group reused ${formatPercent(before.dedupShare)}.`,
        ...session.archives
          .filter((archive) => archive.kind !== 'blob' && archive.dedupShare !== null)
          .map((archive) => `${archive.name}: ${formatPercent(archive.dedupShare ?? 0)}.`)
          .slice(0, 4),
      ],
      advice:
        'Look for what rewrites the data: a defragmentation, a restored or migrated disk, a database dump that is compressed or encrypted anew, a changed key, files in another order. For images use `discard` and let the guest trim.',
    });
  },
};
