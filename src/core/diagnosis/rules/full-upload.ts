// Everything sent anew although there was a predecessor. In: a backup session. Out: an answer. protocol.md 5.1, 8.1, 12.
import { countOf, formatBytes } from '../../report/index.js';
import type { SessionFacts } from '../facts/index.js';
import { found, notEnoughData, ok, type SessionRule } from '../rule.js';

/** A small archive may well have changed as a whole. */
const leastChunkCount = 10;
const manifestName = 'index.json.blob';

export const fullUpload: SessionRule = {
  id: 'full-upload',
  title: 'Everything was sent anew although a previous snapshot existed',
  about: 'session',
  provenBy: 'op:upload',
  severity: 'warning',
  firesWhen:
    'There was a previous snapshot, no chunk of it was known, and either no index of it was fetched or ten chunks or more were sent.',
  silentWhen:
    'It is the first backup of its group, some chunks were known, or fewer than ten of a fetched index changed.',
  threshold: 'Ten chunks: an archive of fewer may have changed as a whole.',
  remedy: 'By what was fetched: verification, key, archive name.',
  check({ session, facts }) {
    const { uploadedCount, knownCount, uploadedBytes } = session.totals;
    if (session.kind !== 'backup' || uploadedCount === 0 || knownCount > 0) return ok;
    if (!hadPrevious(facts)) return ok;
    if (session.outcome === 'open') return notEnoughData('The session is still running: known chunks may follow.');
    const isFetched = facts.previousFiles.some((file) => file.status === 200 && file.name !== manifestName);
    if (isFetched && uploadedCount < leastChunkCount) return ok;
    const asked = facts.previousFiles.map(({ name, status }) => `${name} ${status ?? 'unanswered'}`);
    const before = facts.group?.lastFinished ?? null;
    return found({
      because: [
        `${countOf(uploadedCount, 'chunk')} (${formatBytes(uploadedBytes)}) uploaded, none known.`,
        before === null
          ? describeTime(facts)
          : `Session ${before.session} of this group had finished; ${describeTime(facts)}`,
        `Asked of the previous snapshot: ${asked.length === 0 ? 'nothing' : asked.join(', ')}.`,
      ],
      advice: adviceFor(facts, isFetched),
    });
  },
};

function hadPrevious({ previousBackupTime, previousFiles, group }: SessionFacts): boolean {
  if (typeof previousBackupTime === 'number' || (group?.lastFinished ?? null) !== null) return true;
  return previousFiles.some((file) => file.status === 200);
}

function describeTime({ previousBackupTime }: SessionFacts): string {
  if (previousBackupTime === undefined) return 'the client did not ask for the previous backup time.';
  if (previousBackupTime === null) return 'the server says that there is no previous backup.';
  return `the server says that the previous backup is of ${new Date(previousBackupTime * 1000).toISOString()}.`;
}

function adviceFor({ previousBackupTime, previousFiles }: SessionFacts, isFetched: boolean): string {
  if (previousBackupTime === null) {
    return 'The server does not offer the last snapshot: its verification failed, or it was removed. Look at the verify state in the group and verify again after this backup: `proxmox-backup-manager verify STORE`.';
  }
  if (previousFiles.some((file) => file.status !== 200 && file.name !== manifestName)) {
    return 'The previous snapshot has no archive of that name, or the server refused it: keep the archive names (`root.pxar:/`), and the change detection mode, from run to run.';
  }
  return isFetched
    ? 'The index was fetched and nothing in it fits: another encryption key, another chunk size, or data that changes as a whole (a compressed or encrypted dump). Keep the key, and back up such dumps uncompressed.'
    : 'The client fetched no index: it has another encryption key than the last run, renamed its archives, or does not reuse at all. Keep key and names; update the client.';
}
