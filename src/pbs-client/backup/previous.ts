// What the last snapshot of the group has: its manifest, and per archive the digests that need not be sent again. Reads through
// the backup session, which makes the server register the same digests (protocol.md 4.4, 8.2). What cannot be read costs a
// full upload, never the backup.
import { decodeManifest, type IndexEntry, type Manifest, manifestName } from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import type { DataKey } from '../codec/index.js';
import type { Session } from '../connect/index.js';
import { type ManifestFile, readIndexFile } from '../index-file.js';

/** Null when there is no finished snapshot before, or its manifest does not read. */
export async function readPreviousManifest(session: Session): Promise<Manifest | null> {
  if ((await session.ask('previousBackupTime')) === null) return null;
  return downloadPreviousManifest(session);
}

/** Without asking whether there is one: a server that has none refuses it. */
export async function downloadPreviousManifest(session: Session): Promise<Manifest | null> {
  const blob = await downloadPrevious(session, manifestName);
  return blob === null ? null : decodeManifest(blob);
}

/** Empty when nothing of the last snapshot's archive can be used. */
export async function readKnownDigests(
  session: Session,
  manifest: Manifest | null,
  name: string,
  key: DataKey | null,
): Promise<Set<string>> {
  return new Set((await readPreviousEntries(session, manifest, name, key)).map((entry) => entry.digest));
}

/** Empty when the last snapshot lacks the archive, has it under another key, or its index is not what its manifest says. */
export async function readPreviousEntries(
  session: Session,
  manifest: Manifest | null,
  name: string,
  key: DataKey | null,
): Promise<readonly IndexEntry[]> {
  const file = manifest?.files.find((one) => one.filename === name);
  if (manifest === null || file === undefined || !isOurs(manifest, file, key)) return [];
  const bytes = await downloadPrevious(session, name);
  const index = bytes === null ? null : readIndexFile(bytes, file);
  return index?.kind === 'index' ? index.entries : [];
}

/** Digests are keyed: those of another key, or of none, never fit. */
function isOurs(manifest: Manifest, file: ManifestFile, key: DataKey | null): boolean {
  if (key === null) return file.cryptMode !== 'encrypt';
  return file.cryptMode === 'encrypt' && manifest.keyFingerprint === key.fingerprint;
}

/** Null when the server refuses it. */
export async function downloadPrevious(session: Session, name: string): Promise<Buffer | null> {
  try {
    return await session.call('downloadPrevious', { 'archive-name': name });
  } catch (error) {
    if (error instanceof ClientFailure && error.kind === 'call-refused') return null;
    throw error;
  }
}
