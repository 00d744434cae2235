// finish that does not come back. In: a session. Out: an answer. protocol.md 5.7, 12.
import { formatDuration } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

/** syncfs of a busy disk takes seconds; after half a minute somebody should know. */
const openMs = 30_000;
/** The connection ended over it: shorter is a client that left at once. */
const endedMs = 5000;
/** Answered, but late enough to be asked about. */
const slowMs = 2000;

export const finishUnanswered: SessionRule = {
  id: 'finish-unanswered',
  title: 'finish takes long, or was never answered',
  about: 'session',
  provenBy: 'op:finish',
  severity: 'error',
  isConsequence: true,
  firesWhen:
    'finish is open for 30 s, or was for 5 s when the connection ended: an error. Answered after 2 s or more: information, a warning from 10 s.',
  silentWhen: 'It is answered within 2 s, or was never asked.',
  threshold: '30 s: syncing the file system of a busy datastore takes seconds. 10 s: what a person notices.',
  remedy:
    'Look at what finish waits for: syncfs, the manifest, an object store, a stat of every chunk in 3.2.12 to 3.3.2.',
  check({ session, facts, report }) {
    const { finish } = facts;
    if (finish === null) return ok;
    const endMs = finish.endedAtMs ?? Math.min(report.durationMs, session.startedAtMs + session.durationMs);
    const ageMs = endMs - finish.startedAtMs;
    const isOver = session.outcome !== 'open' && session.outcome !== 'cut';
    const isAnswered = finish.endedAtMs !== null;
    if (ageMs < (isAnswered ? slowMs : isOver ? endedMs : openMs)) return ok;
    const others = session.inFlight.open - (isAnswered ? 0 : 1);
    return found({
      because: [
        `finish ${isAnswered ? 'was answered after' : isOver ? 'was not answered for' : 'is open for'} ${formatDuration(ageMs)}.`,
        others > 0 ? `${others} other calls were open.` : 'Nothing else was open.',
      ],
      advice:
        'The server syncs the file system and writes the manifest. Set `sync-level=file` in the tuning of the datastore if syncfs is slow, look at its disk (`iostat -x 1`) or object store, and update 3.2.12 to 3.3.2, which looked at every chunk here. An idle limit of a box must be longer than finish.',
      chargedMs: ageMs,
      ...(isAnswered ? { severity: ageMs >= 10_000 ? ('warning' as const) : ('info' as const) } : {}),
    });
  },
};
