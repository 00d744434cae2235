// A datastore that takes chunks slowly. In: a session. Out: an answer. protocol.md 5.5, 12 "server slow to commit chunks".
import { formatDuration, formatPercent } from '../../report/index.js';
import { serverChargeOf } from '../charged.js';
import { appendOperations, latencyOf, lightOperations, uploadOperations } from '../latency-of.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastChunkCount = 10;
/** Beyond the round trip: five of them, 20 ms at least. */
const leastFactor = 5;
const leastExtraMs = 20;
/** The other calls must be this much quicker, else the whole server is slow. */
const quickFactor = 3;
const leastShare = 0.1;

export const slowCommit: SessionRule = {
  id: 'slow-commit',
  title: 'The server is slow to store chunks',
  about: 'session',
  provenBy: 'op:finish',
  severity: 'by-cost',
  firesWhen:
    'Chunk uploads wait five round trips or more at the median, the other calls a third of that at most, and it costs 10 % of the session.',
  silentWhen: 'Other calls are as slow (slow-server), or the client was not held up by it.',
  threshold: 'Five round trips and 20 ms: a commit to a healthy disk takes a few ms. A warning from 10 s.',
  remedy: 'A faster datastore: SSD, a special device for metadata, no verify or garbage collection at the same time.',
  check({ session, facts }) {
    const chunks = latencyOf(session, ...uploadOperations);
    if (chunks === null || chunks.count < leastChunkCount) return ok;
    const rttMs = session.rttMs.server ?? 0;
    if (chunks.waitP50Ms < rttMs * leastFactor || chunks.waitP50Ms - rttMs < leastExtraMs) return ok;
    const others = latencyOf(session, ...appendOperations, ...lightOperations);
    if (others === null) return notEnoughData('No other call was answered to compare chunk uploads with.');
    if (others.waitP50Ms * quickFactor > chunks.waitP50Ms) return ok;
    const charge = serverChargeOf(session, ...uploadOperations);
    if (charge === null) return notEnoughData('The report has no time budget.');
    if (charge.share < leastShare) return ok;
    return found({
      because: [
        `Chunk uploads wait ${formatDuration(chunks.waitP50Ms)} at the median, ${formatDuration(chunks.p99Ms)} in all at the 99th percentile; round trip ${formatDuration(rttMs)}.`,
        `Other calls wait ${formatDuration(others.waitP50Ms)}; up to ${facts.uploads.maxOpen} chunks were open at a time.`,
        `It cost ${formatDuration(charge.chargedMs)}, ${formatPercent(charge.share)} of the session.`,
      ],
      advice:
        'Look at the disk of the datastore (`iostat -x 1`, `zpool iostat -v 1`) and at jobs beside the backup (verify, garbage collection, sync). SSDs, or a ZFS special device for metadata, help most; `sync-level=file` in the tuning makes every chunk wait for the disk, `filesystem` does not. All sessions of a datastore commit one after another.',
      chargedMs: charge.chargedMs,
    });
  },
};
