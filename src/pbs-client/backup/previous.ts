// What the last snapshot of the group has: its manifest, and per archive the digests that need not be sent again. Reads through the
// backup session, which makes the server register the same digests (protocol.md 4.4, 8.2).
import { decodeManifest, IndexFileParser, type Manifest, manifestName } from '../../core/pbs/index.js';
import type { Session } from '../connect/index.js';
import { IndexChecksum } from '../index-csum.js';

/** Null when there is no finished snapshot before, or its manifest does not read. */
export async function readPreviousManifest(session: Session): Promise<Manifest | null> {
  const time = await session.call('previousBackupTime');
  if ((JSON.parse(time.body.toString('utf8')) as { data: number | null }).data === null) return null;
  const reply = await session.call('downloadPrevious', { 'archive-name': manifestName });
  return decodeManifest(reply.body);
}

/** Empty when the last snapshot lacks the archive, or its index is not what its manifest says. */
export async function readKnownDigests(
  session: Session,
  manifest: Manifest | null,
  name: string,
): Promise<Set<string>> {
  const file = manifest?.files.find((one) => one.filename === name);
  if (file === undefined) return new Set();
  const reply = await session.call('downloadPrevious', { 'archive-name': name });
  const parser = new IndexFileParser();
  const entries = parser.feed(reply.body);
  const csum = new IndexChecksum(parser.header?.kind ?? 'fixed');
  for (const entry of entries) csum.add(entry.digest, entry.startBytes + (entry.lengthBytes ?? 0));
  if (parser.end() !== null || csum.digest() !== file.csum || parser.archiveBytes !== file.sizeBytes) return new Set();
  return new Set(entries.map((entry) => entry.digest));
}
