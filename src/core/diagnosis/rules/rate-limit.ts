// A steady plateau. In: a session and the plateaus of its rates. Out: an answer. protocol.md 9.4, 12 "server-side rate limit".
import { formatClock, formatPercent, formatRate } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

/** Of the session's time in transfer or before a full line: else the pace is that of the client or of the round trip. */
const leastTransferShare = 0.4;
/** Of the time in transfer: a plateau of so much is what held the session up. */
const explainingShare = 0.5;

export const rateLimit: SessionRule = {
  id: 'rate-limit',
  title: 'The rate is held at one value',
  about: 'session',
  provenBy: 'op:chunk',
  severity: 'by-cost',
  firesWhen:
    'For 10 s or more, and 10 MiB, the bytes so far stay within 5 % of one rate (give or take 1 MiB) while bodies are under way or a line is full.',
  silentWhen: 'The rate varies, or the client or the round trip sets the pace.',
  threshold:
    '10 s within ± 5 %: an unlimited line varies more, and so does a disk. 1 MiB is what the relay reads at a time.',
  remedy: 'Look for traffic control on the server and shaping on the way.',
  check({ session, facts }) {
    const best = (['toServer', 'toClient'] as const)
      .flatMap((direction) => facts.rates[direction].plateaus().map((plateau) => ({ direction, plateau })))
      .reduce<{ direction: string; plateau: { startMs: number; secondCount: number; bytesPerSec: number } } | null>(
        (longest, one) => (one.plateau.secondCount > (longest?.plateau.secondCount ?? 0) ? one : longest),
        null,
      );
    if (best === null) return ok;
    const transfer = chargeOf(session, 'serverLine', 'clientLine', 'requestTransfer', 'responseTransfer');
    if (transfer === null) return notEnoughData('The report has no time budget.');
    if (transfer.share < leastTransferShare) return ok;
    const { startMs, secondCount, bytesPerSec } = best.plateau;
    // Then it explains the full line too (line-bound): before the plateau the same rate was only not yet proven.
    const isMostOfIt = secondCount * 1000 >= transfer.chargedMs * explainingShare;
    const megabits = (bytesPerSec * 8) / 1e6;
    return found({
      because: [
        `${formatRate(bytesPerSec)} (${megabits.toFixed(megabits < 10 ? 2 : 0)} Mbit/s) ${best.direction === 'toServer' ? 'to the server' : 'to the client'} for ${secondCount} s from ${formatClock(startMs)}, never more than 5 % off its line.`,
        `Transfer took ${formatPercent(transfer.share)} of the session.`,
      ],
      advice:
        "Something holds the rate: a traffic-control rule of PBS (`proxmox-backup-manager traffic-control list`), `--rate` of the client, shaping of the provider or a box, or simply the line's own bandwidth. Raise it, or plan for it.",
      chargedMs: Math.max(secondCount * 1000, isMostOfIt ? transfer.chargedMs : 0),
    });
  },
};
