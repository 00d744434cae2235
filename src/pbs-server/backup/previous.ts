// What the last snapshot of the group can give: its time, and its files, whose chunks become known (protocol.md 4.2).
// In: a session and an archive name. Out: the file as a stream, or a refusal.
import { join } from 'node:path';
import { archiveKind, formatSnapshot, openFile, readIndexEntries } from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { type BackupSession, refuseUnlessActive } from './session.js';

export async function downloadPrevious(
  session: BackupSession,
  archiveName: string,
): Promise<Outcome<AsyncIterable<Uint8Array>>> {
  if (session.lastBackup === null) return refuse('no valid previous backup');
  const kind = archiveKind(archiveName);
  if (kind === null) return refuse(`unknown archive type: "${archiveName}"`);
  const base = session.personality.taskLog.base(formatSnapshot(session.lastBackup));
  const path = join(session.datastore.snapshotFolder(session.lastBackup), archiveName);
  if (kind !== 'blob') {
    session.log(`register chunks in '${archiveName}' from ${base}.`);
    const refusal = await readIndexEntries(path, kind, (entries) => {
      // A session that ended in the meantime has no use for them.
      if (refuseUnlessActive(session) !== null) return;
      for (const entry of entries) session.knownChunks.set(entry.digest, entry.lengthBytes ?? 0);
    });
    if (refusal !== null) return refusal;
  }
  const file = await openFile(path);
  if (!isRefusal(file)) session.log(`download '${archiveName}' from ${base}.`);
  return file;
}
