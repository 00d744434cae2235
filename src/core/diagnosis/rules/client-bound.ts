// A client that is the limit. In: a session. Out: an answer. diagnosis.md 1 cause 14, protocol.md 12.
import { formatDuration, formatPercent, formatRate } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastShare = 0.5;

export const clientBound: SessionRule = {
  id: 'client-bound',
  title: 'The client sets the pace',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'by-cost',
  firesWhen: 'For more than half of the session nothing was owed to the client that it waits for.',
  silentWhen: 'The server, the line or the round trip took at least half.',
  threshold: '50 % of the session. A warning where that is 10 s or more.',
  remedy: 'A faster source, more CPU, another change detection mode.',
  check({ session, facts, twin }) {
    const charge = chargeOf(session, 'clientProduce');
    if (charge === null) return notEnoughData('The report has no time budget.');
    if (charge.share <= leastShare) return ok;
    const { maxOpen, waitMs } = facts.uploads;
    // What an unknown client waits for is not charged; one that sends chunk by chunk waits for each reply all the same.
    if (session.client.pipeline.isEstimate && maxOpen === 1 && waitMs > charge.chargedMs / 2) {
      return notEnoughData(
        `The client is not known; it sent one chunk at a time, and ${formatDuration(waitMs)} passed before their replies.`,
      );
    }
    const { logicalBytes } = session.totals;
    const encrypted = session.archives.filter((archive) => archive.isEncrypted).length;
    return found({
      because: [
        `The client took ${formatDuration(charge.chargedMs)}, ${formatPercent(charge.share)} of the session, to read, hash, compress${encrypted > 0 ? ', encrypt' : ''} or write.`,
        `${formatRate(session.durationMs > 0 ? (logicalBytes / session.durationMs) * 1000 : 0)} of data; ${session.inFlight.mean.toFixed(1)} calls in flight on average, ${session.inFlight.max} at most.`,
      ],
      advice:
        session.kind === 'restore'
          ? 'The client unpacks and writes slowly: look at the disk it restores to (`iostat -x 1`) and its CPU.'
          : `Look at the client: disk of the source (\`iostat -x 1\`), CPU (one core per archive), snapshots and network shares.${twin === null ? ' `--change-detection-mode=metadata` skips reading unchanged files (client 3.2.5 and later).' : ''} For VMs: fleecing, and more cores for the backup (\`max-workers\`).`,
      chargedMs: charge.chargedMs,
    });
  },
};
