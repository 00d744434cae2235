// Appends that hold the archive up. In: a session. Out: an answer. protocol.md 4.9 "index append stall".
import { formatDuration, formatPercent } from '../../report/index.js';
import { chargeOf } from '../charged.js';
import { appendOperations, latencyOf } from '../latency-of.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

const leastShare = 0.05;

export const appendStall: SessionRule = {
  id: 'append-stall',
  title: 'Appending to the index holds the upload up',
  about: 'session',
  provenBy: 'op:append',
  severity: 'by-cost',
  firesWhen: 'An append was open while the pipeline of its archive was full, for more than 5 % of the session.',
  silentWhen: 'Appends are answered before the pipeline fills.',
  threshold: '5 % of the session. A warning where that is 10 s or more.',
  remedy: "Faster metadata I/O on the server's datastore.",
  check({ session }) {
    const charge = chargeOf(session, 'indexAppend');
    if (charge === null) return notEnoughData('The report has no time budget.');
    if (charge.share <= leastShare) return ok;
    const puts = latencyOf(session, ...appendOperations);
    return found({
      because: [
        `The upload stood still behind an append for ${formatDuration(charge.chargedMs)}, ${formatPercent(charge.share)} of the session.`,
        ...(puts === null
          ? []
          : [
              `${puts.count} appends: ${formatDuration(puts.p50Ms)} at the median, ${formatDuration(puts.p99Ms)} at the 99th percentile.`,
            ]),
      ],
      advice:
        'The server writes the index slowly: look at the disk of the datastore (`iostat -x 1`), put metadata on SSD (a ZFS special device), and keep verify and garbage collection out of the backup window. At a long round trip each append of 64 to 128 chunks costs one: larger chunks help.',
      chargedMs: charge.chargedMs,
    });
  },
};
