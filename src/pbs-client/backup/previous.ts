// What the last snapshot of the group has: its manifest, and per archive the digests that need not be sent again. Reads through
// the backup session, which makes the server register the same digests (protocol.md 4.4, 8.2). What cannot be read costs a
// full upload, never the backup.
import { decodeManifest, type Manifest, manifestName } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { Session } from '../connect/index.js';
import { readIndexFile } from '../index-file.js';

/** Null when there is no finished snapshot before, or its manifest does not read. */
export async function readPreviousManifest(session: Session): Promise<Manifest | null> {
  if ((await session.ask('previousBackupTime')) === null) return null;
  const blob = await downloadPrevious(session, manifestName);
  return blob === null ? null : decodeManifest(blob);
}

/** Empty when the last snapshot lacks the archive, encrypted it, or its index is not what its manifest says. */
export async function readKnownDigests(
  session: Session,
  manifest: Manifest | null,
  name: string,
): Promise<Set<string>> {
  const file = manifest?.files.find((one) => one.filename === name);
  if (file === undefined || file.cryptMode === 'encrypt') return new Set();
  const bytes = await downloadPrevious(session, name);
  const index = bytes === null ? null : readIndexFile(bytes, file);
  return new Set(index?.kind === 'index' ? index.entries.map((entry) => entry.digest) : []);
}

/** Null when the server refuses it. */
async function downloadPrevious(session: Session, name: string): Promise<Buffer | null> {
  try {
    return await session.call('downloadPrevious', { 'archive-name': name });
  } catch (error) {
    if (error instanceof ClientFailure && error.kind === 'call-refused') return null;
    throw error;
  }
}
