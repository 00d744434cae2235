// Calls that do not come in the order of the protocol. In: a session and its archives. Out: an answer. protocol.md 4.4, 5.7.
import { countOf, type ReportArchive } from '../../report/index.js';
import { found, ok, type SessionRule } from '../rule.js';

export const sessionOrder: SessionRule = {
  id: 'session-order',
  title: 'The client left out a step of the protocol',
  about: 'session',
  provenBy: 'failed',
  severity: 'warning',
  firesWhen:
    'finish is asked while an archive is not closed, or chunks were uploaded for an archive that has no entry at its close.',
  silentWhen: 'The session stopped before finish, or an incremental image had nothing to append.',
  threshold: 'One archive is enough: genuine clients never do it.',
  remedy: 'A fault of the client: report it to its maker.',
  check({ session, facts }) {
    if (session.kind !== 'backup') return ok;
    const because = [
      ...facts.openAtFinish.map((archive) => `finish was asked while ${archive} was not closed.`),
      ...session.archives.filter(isNeverAppended).map(describeArchive),
    ];
    if (because.length === 0) return ok;
    return found({
      because,
      advice:
        'The snapshot lacks what was uploaded. Update the client; if it persists, send its maker this trace. Verify the snapshots it made: `proxmox-backup-manager verify STORE`.',
    });
  },
};

/** QEMU registers a zero chunk even where an incremental image has nothing to write (protocol.md 8.1). */
const isNeverAppended = ({ kind, closed, uploadedCount, appendedCount, isIncremental }: ReportArchive): boolean =>
  kind !== 'blob' && closed && uploadedCount > 0 && appendedCount === 0 && !isIncremental;

const describeArchive = ({ name, wid, uploadedCount }: ReportArchive): string =>
  `${countOf(uploadedCount, 'chunk')} of ${name} (wid ${wid ?? 'unknown'}) ${uploadedCount === 1 ? 'was' : 'were'} uploaded and none appended.`;
