// A backup older than the last one. In: a session. Out: an answer. protocol.md 5.1 #11.
import { clockTexts } from '../known-texts.js';
import { found, ok, type SessionRule } from '../rule.js';

export const clock: SessionRule = {
  id: 'clock',
  title: "The backup's time lies before the last snapshot of its group",
  about: 'session',
  severity: 'warning',
  firesWhen: 'The upgrade is refused with `backup timestamp is older than last backup`.',
  silentWhen: 'It is refused for anything else.',
  threshold: 'The text alone decides; the server refuses an equal time too.',
  remedy: 'Set the clocks of client and server; do not start two runs in one second.',
  check({ session }) {
    const text = session.refusal?.error ?? null;
    if (text === null || !clockTexts.test(text)) return ok;
    return found({
      because: [
        `${session.refusal?.status ?? 'no status'}: ${text}`,
        `The client asked for ${session.snapshot ?? 'an unknown time'}.`,
      ],
      advice:
        'Compare `date` on both machines and let chrony set them. Check `--backup-time` if it is given, and a snapshot from the future in the group: `proxmox-backup-client snapshot list GROUP`.',
    });
  },
};
