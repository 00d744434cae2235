// A restore that fetches chunk after chunk. In: a reader session. Out: an answer. protocol.md 6.3, 12.
import { formatBytes, formatDuration, formatPercent, formatRate } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { latencyOf } from '../latency-of.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

/** diagnosis.md 2: a third of the time, else something else limits. */
const leastShare = 0.3;
const leastChunkCount = 5;
/** QEMU's own default; more than a server likes to read at a time helps nobody. */
const mostDepth = 64;
/** A chunk whose body comes at once still takes this long to unpack and write. */
const leastTransferMs = 1;

export const serialRestore: SessionRule = {
  id: 'serial-restore',
  title: 'The restore fetches one chunk after the other',
  about: 'session',
  provenBy: 'op:downloadChunk',
  severity: 'by-cost',
  firesWhen:
    'At least five chunks were fetched, never two at once, and waiting for them took more than 30 % of the session.',
  silentWhen: 'Several were open at a time, or the bodies, the disk or the client took the time.',
  threshold: '30 % of the session in round trips and server time. A warning where that is 10 s or more.',
  remedy: '`PBS_RESTORE_FETCH_CONCURRENCY` for QEMU; a nearer server for the file client.',
  check({ session, facts }) {
    const { count, maxOpen, bodyBytes } = facts.downloads;
    if (session.kind !== 'restore' || count < leastChunkCount || maxOpen > 1) return ok;
    const charge = chargeOf(session, 'roundTrip', 'server');
    const latency = latencyOf(session, 'downloadChunk');
    if (charge === null || latency === null) return notEnoughData('The report has no time budget.');
    if (charge.share < leastShare) return ok;
    const meanBytes = bodyBytes / count;
    const rttMs = session.rttMs.server ?? 0;
    const serverMs = Math.max(0, latency.waitP50Ms - rttMs);
    const transferMs = Math.max(leastTransferMs, latency.responseP50Ms);
    const depth = Math.min(mostDepth, Math.ceil(1 + latency.waitP50Ms / transferMs));
    return found({
      because: [
        `${count} chunks, never two at once: waiting took ${formatDuration(charge.chargedMs)}, ${formatPercent(charge.share)} of the session.`,
        `Each waits ${formatDuration(latency.waitP50Ms)}: round trip ${formatDuration(rttMs)}, server ${formatDuration(serverMs)}; ${formatBytes(meanBytes)} each.`,
        `At most ${formatRate((meanBytes / Math.max(1, latency.waitP50Ms + latency.responseP50Ms)) * 1000)} at this distance; ${depth} at a time would hide the wait.`,
      ],
      advice:
        'A VM restore takes `PBS_RESTORE_FETCH_CONCURRENCY=16` (the default of current QEMU libraries; set 32 for longer lines). The file client always fetches one at a time: restore on a machine near the server and copy from there, or restore several archives side by side.',
      chargedMs: charge.chargedMs,
    });
  },
};
