// The manifest of the snapshot that a reader session is on: fetched, decoded and, where it is signed and we have a key, verified.
// In: a session. Out: the manifest, or a ClientFailure in the official client's words (protocol.md 7.6).
import {
  decodeBlob,
  hasValidCrc,
  type Manifest,
  manifestName,
  manifestOf,
  maxEncodedBlobBytes,
  parseManifestDocument,
} from '../../core/pbs/index.js';
import { ClientFailure } from '../client-failure.js';
import { type DataKey, signManifest } from '../codec/index.js';
import type { Session } from '../connect/index.js';

const damaged = (message: string): ClientFailure => new ClientFailure('damaged', message);
const wrongKey = (message: string): ClientFailure => new ClientFailure('wrong-key', message);

/** Null: an encrypted snapshot is refused. `as-it-is`: nobody looks into it. */
export async function readManifest(session: Session, key: DataKey | null | 'as-it-is'): Promise<Manifest> {
  const blob = await session.call('downloadFile', { 'file-name': manifestName });
  if (!hasValidCrc(blob)) throw damaged('Data blob has wrong CRC checksum.');
  const text = decodeBlob(blob, maxEncodedBlobBytes);
  const document = text === null ? null : parseManifestDocument(Buffer.from(text).toString('utf8'));
  const manifest = document === null ? null : manifestOf(document);
  if (document === null || manifest === null) throw damaged('the manifest does not read');
  if (key === 'as-it-is') return manifest;
  checkKey(manifest, key);
  if (
    key !== null &&
    typeof document['signature'] === 'string' &&
    document['signature'] !== signManifest(document, key)
  )
    throw damaged('wrong signature in manifest');
  return manifest;
}

function checkKey({ keyFingerprint: named, files }: Manifest, key: DataKey | null): void {
  const isEncrypted = files.some((file) => file.cryptMode === 'encrypt');
  if (key === null && isEncrypted)
    throw wrongKey(`missing key - manifest was created with key ${named ?? 'of an unknown fingerprint'}`);
  if (key !== null && named !== null && named !== key.fingerprint)
    throw wrongKey(`wrong key - manifest's key ${named} does not match provided key ${key.fingerprint}`);
}
