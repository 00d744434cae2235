// Two backups of one group at a time. In: a session and its group as it was then. Out: an answer. protocol.md 5.1 #9, 5.10.
import { formatDuration } from '../../report/index.js';
import { groupLockTexts } from '../known-texts.js';
import { found, ok, type SessionRule } from '../rule.js';

/** A connection that lives on this long after the end of its backup was held by something between. */
const heldBackMs = 60_000;

export const groupLocked: SessionRule = {
  id: 'group-locked',
  title: 'The backup group is in use by another session',
  about: 'session',
  provenBy: 'op:open',
  severity: 'warning',
  firesWhen: 'The upgrade is refused with one of the lock texts of PBS 3.x and 4.x.',
  silentWhen: 'It is refused for anything else.',
  threshold: 'The text alone decides; the server answers it at once.',
  remedy: 'Let runs of one group not overlap; pass the FIN of a client on at once.',
  check({ session, facts }) {
    const text = session.refusal?.error ?? null;
    if (text === null || !groupLockTexts.test(text)) return ok;
    const { running = null, lastEnded = null } = facts.group ?? {};
    const because = [`${session.refusal?.status ?? 'no status'}: ${text}`];
    if (running !== null) {
      const ageMs = session.startedAtMs - running.startedAtMs;
      because.push(`Session ${running.session} of this group was running, for ${formatDuration(ageMs)} by then.`);
    } else if (lastEnded !== null) {
      const sinceMs = session.startedAtMs - lastEnded.endedAtMs;
      because.push(`Session ${lastEnded.session} of this group had ended ${formatDuration(sinceMs)} before.`);
    } else because.push('No other session of this group was seen: it runs past this observer.');
    const isHeldBack = running === null && lastEnded !== null && session.startedAtMs - lastEnded.endedAtMs < heldBackMs;
    return found({
      because,
      advice: isHeldBack
        ? 'The server still held the lock of the last session: a box between passes its FIN on late, or finish still syncs. Start the next run a minute later, and let the box close both sides together.'
        : 'Let the jobs of this group not overlap: move the schedule, or stop the run that hangs. Without one, the server frees the lock of a vanished client after up to 13 minutes.',
    });
  },
};
