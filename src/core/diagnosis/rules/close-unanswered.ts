// A close of an archive that does not come back. In: a session. Out: an answer. protocol.md 5.6, 12 "close slow".
import { formatCount, formatDuration } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** Closing syncs one index: a second is long already. */
const slowMs = 1000;

export const closeUnanswered: SessionRule = {
  id: 'close-unanswered',
  title: 'Closing an archive takes long',
  about: 'session',
  provenBy: 'op:close',
  severity: 'by-cost',
  firesWhen: 'A close is open, or was, for 1 s or more beyond the round trip.',
  silentWhen: 'Every close is answered sooner.',
  threshold: '1 s: the server renames and syncs one index file. A warning from 10 s.',
  remedy: "Look at the server's disk or object store.",
  check({ session, facts, report }) {
    const nowMs = Math.min(report.durationMs, session.startedAtMs + session.durationMs);
    const open = [...facts.openCloses.values()].map(({ archive, startedAtMs }) => ({
      archive,
      durationMs: nowMs - startedAtMs,
      state: 'not answered for',
    }));
    const answered = facts.slowestClose === null ? [] : [{ ...facts.slowestClose, state: 'answered after' }];
    const [slowest] = [...open, ...answered].sort((a, b) => b.durationMs - a.durationMs);
    const chargedMs = (slowest?.durationMs ?? 0) - (session.rttMs.server ?? 0);
    if (slowest === undefined || chargedMs < slowMs) return ok;
    const chunkCount = session.archives.find((archive) => archive.name === slowest.archive)?.chunkCount ?? 0;
    return found({
      because: [
        `Closing ${slowest.archive ?? 'an archive'}: ${slowest.state} ${formatDuration(slowest.durationMs)}.`,
        `${formatCount(chunkCount)} entries in its index.`,
      ],
      advice:
        'The server writes the index to disk, or uploads it to the object store. Look at the disk of the datastore (`iostat -x 1`) or at the latency of the store; put metadata on SSD (a ZFS special device).',
      chargedMs,
    });
  },
};
