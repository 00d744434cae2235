// The chunks of one index read and checked, each once in a run: CRC, digest and length where they are not encrypted. In: an
// index file. Out: how many errors, each logged; a corrupt chunk is renamed so that the next backup brings it anew.
import {
  checkStoredChunk,
  type Datastore,
  describeDiskError,
  errorCode,
  isDiskError,
  isEncrypted,
  readBlobKind,
  readIndexEntries,
} from '../datastore/index.js';
import { isRefusal, type Outcome, refuse } from '../refusal.js';
import { renameBadChunk } from './bad-chunk.js';
import type { StopSign } from './stop-sign.js';

/** What a run knows already; kept across snapshots, as most chunks are shared. */
export interface VerifyMemory {
  readonly verified: Set<string>;
  readonly corrupt: Set<string>;
}

export interface VerifyTools {
  readonly memory: VerifyMemory;
  readonly log: (line: string) => void;
  readonly stop: StopSign;
}

export interface VerifiedArchive {
  readonly readBytes: number;
  readonly contentBytes: number;
  readonly errorCount: number;
}

export interface ArchiveToVerify {
  readonly path: string;
  readonly kind: 'fixed' | 'dynamic';
  /** As the manifest says for the whole archive. */
  readonly isEncrypted: boolean;
}

export async function verifyIndexChunks(
  datastore: Datastore,
  archive: ArchiveToVerify,
  tools: VerifyTools,
): Promise<Outcome<VerifiedArchive>> {
  let readBytes = 0;
  let contentBytes = 0;
  let errorCount = 0;
  const refusal = await readIndexEntries(archive.path, archive.kind, async (entries) => {
    for (const { digest, lengthBytes } of entries) {
      if (tools.stop.isStopped()) return;
      if (tools.memory.verified.has(digest)) continue;
      const sizeBytes = lengthBytes ?? 0;
      const checked = await verifyChunk(datastore, { digest, sizeBytes }, archive, tools);
      errorCount += checked.errorCount;
      readBytes += checked.readBytes;
      contentBytes += sizeBytes;
    }
  });
  if (tools.stop.isStopped()) return refuse(tools.stop.text);
  return refusal ?? { readBytes, contentBytes, errorCount };
}

async function verifyChunk(
  datastore: Datastore,
  { digest, sizeBytes }: { readonly digest: string; readonly sizeBytes: number },
  archive: ArchiveToVerify,
  { memory, log }: VerifyTools,
): Promise<{ readonly errorCount: number; readonly readBytes: number }> {
  if (memory.corrupt.has(digest)) {
    log(`chunk ${digest} was marked as corrupt`);
    return { errorCount: 1, readBytes: 0 };
  }
  const path = datastore.chunks.path(digest);
  const loaded = await load(datastore, digest);
  const bytes = loaded.kind === 'read' ? loaded.bytes : new Uint8Array();
  const fault = loaded.kind === 'read' ? checkStoredChunk(bytes, digest, sizeBytes) : null;
  if (loaded.kind === 'failed') log(`can't verify chunk, load failed - ${loaded.text}`);
  if (fault !== null) log(`store '${datastore.name}', chunk '${digest}' - ${fault.text}`);
  if (loaded.kind === 'failed' || fault !== null) {
    memory.corrupt.add(digest);
    const isToGo = loaded.kind === 'read' || loaded.isItsOwnFault;
    const renamed = isToGo ? await renameBadChunk(path) : null;
    if (renamed !== null) log(`corrupted chunk renamed to "${renamed}"`);
    return { errorCount: 1, readBytes: 0 };
  }
  memory.verified.add(digest);
  const kind = readBlobKind(bytes);
  const isMixed = !isRefusal(kind) && isEncrypted(kind) !== archive.isEncrypted;
  if (isMixed) {
    log(
      `chunk CryptMode ${cryptMode(!archive.isEncrypted)} does not match index CryptMode ${cryptMode(archive.isEncrypted)}`,
    );
  }
  return { errorCount: isMixed ? 1 : 0, readBytes: bytes.length };
}

const cryptMode = (isEncryptedMode: boolean): string => (isEncryptedMode ? 'Encrypt' : 'None');

type Loaded =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly text: string; readonly isItsOwnFault: boolean };

/** A sector that is gone, a folder or a link where the chunk should be. Out of descriptors or rights is nothing of the kind. */
const ownFaultCodes: ReadonlySet<string> = new Set(['EIO', 'EINVAL', 'EISDIR', 'ELOOP']);

async function load(datastore: Datastore, digest: string): Promise<Loaded> {
  try {
    return { kind: 'read', bytes: await datastore.chunks.read(digest) };
  } catch (error) {
    if (!isDiskError(error)) throw error;
    const text = `store '${datastore.name}', unable to load chunk '${digest}' - ${describeDiskError(error)}`;
    return { kind: 'failed', text, isItsOwnFault: ownFaultCodes.has(errorCode(error)) };
  }
}
