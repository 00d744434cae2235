// One snapshot checked against its manifest (PBS's verify): every file's size and csum, and the chunks of its indexes. In: a
// snapshot that is locked, its manifest. Out: how many files are at fault, each logged. Writes nothing but renamed chunks.
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import {
  archiveKind,
  checkBlobFile,
  type Datastore,
  describeDiskError,
  formatSnapshot,
  isDiskError,
  type ManifestFile,
  type ManifestJson,
  readIndexSums,
  readStored,
  type SnapshotName,
} from '../datastore/index.js';
import { isRefusal, type Refusal, refuse } from '../refusal.js';
import { type ArchiveToVerify, type VerifyTools, verifyIndexChunks } from './verify-chunks.js';

export async function verifyFiles(
  datastore: Datastore,
  snapshot: SnapshotName,
  manifest: ManifestJson,
  tools: VerifyTools,
): Promise<number> {
  const name = `${datastore.name}:${formatSnapshot(snapshot)}`;
  let faultCount = 0;
  for (const file of manifest.files) {
    if (tools.stop.isStopped()) break;
    tools.log(`  check ${file.filename}`);
    const fault = await verifyFile(datastore, snapshot, file, tools);
    if (fault === null) continue;
    tools.log(`verify ${name}/${file.filename} failed: ${fault.text}`);
    faultCount += 1;
  }
  return faultCount;
}

async function verifyFile(
  datastore: Datastore,
  snapshot: SnapshotName,
  file: ManifestFile,
  tools: VerifyTools,
): Promise<Refusal | null> {
  const kind = archiveKind(file.filename);
  // A manifest is the client's word: a name in it must not lead out of the snapshot's folder.
  if (kind === null || file.filename.includes('/')) return refuse(`unknown archive type: "${file.filename}"`);
  const path = join(datastore.snapshotFolder(snapshot), file.filename);
  if (kind === 'blob') return verifyBlob(path, file);
  const sums = await readIndexSums(path, kind);
  if (isRefusal(sums)) return sums;
  if (sums.sizeBytes !== file.size) return refuse(`wrong size (${file.size} != ${sums.sizeBytes})`);
  if (sums.csum !== file.csum) return refuse('wrong index checksum');
  return verifyChunks(datastore, { path, kind, isEncrypted: file['crypt-mode'] === 'encrypt' }, tools);
}

async function verifyChunks(
  datastore: Datastore,
  archive: ArchiveToVerify,
  tools: VerifyTools,
): Promise<Refusal | null> {
  const verified = await verifyIndexChunks(datastore, archive, tools);
  if (isRefusal(verified)) return verified;
  const { readBytes, contentBytes, errorCount } = verified;
  tools.log(`  verified ${mebibytes(readBytes)}/${mebibytes(contentBytes)} MiB (${errorCount} errors)`);
  return errorCount === 0 ? null : refuse('chunks could not be verified');
}

const mebibytes = (bytes: number): string => (bytes / 1_048_576).toFixed(2);

async function verifyBlob(path: string, file: ManifestFile): Promise<Refusal | null> {
  let bytes: Uint8Array;
  try {
    bytes = await readStored(path);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    return refuse(`unable to load blob '"${path}"' - ${describeDiskError(error)}`);
  }
  const fault = checkBlobFile(bytes);
  if (fault !== null) return fault;
  if (bytes.length !== file.size) return refuse(`wrong size (${file.size} != ${bytes.length})`);
  const csum = createHash('sha256').update(bytes).digest('hex');
  return csum === file.csum ? null : refuse('wrong index checksum');
}
